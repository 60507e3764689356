import { readerPolicy, remediatorPolicy } from "@plumbline/audit-kit/generate";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { parseOptions, toList } from "@plumbline/cli/global-options";
import { print } from "@plumbline/cli/io";
import { sessionActions } from "@plumbline/cli/session-actions";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = z.object({ checks: z.array(z.string()).optional(), excludeChecks: z.array(z.string()).optional() });

/** `plumbline policy` */
export const policyCommand: MakeCommand = (io) => {
  const command = new Command("plumbline policy")
    .description("Prints the IAM policy that chosen checks need, and no more. It is made from their declarations.")
    .option("--debug", "show the stack of an error");
  const kinds = { reader: "what scan, poll and plan take", remediator: "what apply and undo take too" } as const;
  for (const kind of ["reader", "remediator"] as const) {
    command
      .command(kind)
      .description(kinds[kind])
      .option("--checks <ids>", "checks, types or patterns, comma-separated (default all)", toList)
      .option("--exclude-checks <ids>", "checks to leave out", toList)
      .option("--format <name>", "json (the only one)")
      .action(async (_options, sub: Command) => {
        const { checks, excludeChecks } = parseOptions(Options, sub);
        const auditors = await chooseChecks(checks, excludeChecks);
        const policy =
          kind === "reader"
            ? readerPolicy(auditors, { find: true, session: sessionActions })
            : remediatorPolicy(auditors, { session: sessionActions });
        await print(io.stdout, `${JSON.stringify(policy, null, 2)}\n`);
      });
  }
  return command;
};
