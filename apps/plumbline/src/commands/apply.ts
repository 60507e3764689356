import { readPlan } from "@plumbline/cli/change";
import { usageError } from "@plumbline/cli/command-error";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, print } from "@plumbline/cli/io";
import { isLoopback } from "@plumbline/cli/open-session";
import { reportApplied } from "@plumbline/cli/report-applied";
import { planText } from "@plumbline/reports/plan-text";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  apply: z.boolean().default(false),
  allowIrreversible: z.boolean().default(false),
  now: z.iso.datetime({ offset: true }).optional(),
  format: z.enum(["terminal", "json"]).default("terminal"),
});

/** `plumbline apply` */
export const applyCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline apply"))
    .description(
      "Makes the changes of a plan; without --apply it shows them. Exit code 4 when a change was refused, drifted, failed or is not verified.",
    )
    .argument("<plan>", "plan file")
    .option("--apply", "write to AWS")
    .option("--allow-irreversible", "also make changes that can't be undone")
    .option("--now <instant>", "judge as if it were this instant; only for an emulator")
    .action(async (path: string, _options, command: Command) => {
      const { apply, allowIrreversible, now, ...global } = parseOptions(Options, command);
      const plan = await readPlan(path, global, io);
      if (!apply) {
        await print(
          io.stdout,
          `${planText(plan, { color: coloursOf(io), width: io.columns })}\nNothing was written. --apply makes these changes.\n`,
        );
        return;
      }
      if (now !== undefined && !isLoopback(global.endpointUrl))
        throw usageError("--now and --apply can't go together outside an emulator", "leave --now out");
      const { applyPlan } = await import("@plumbline/cli/change");
      result.exitCode = await reportApplied(
        applyPlan(plan, { global, allowIrreversible, now: now === undefined ? undefined : new Date(now) }, io),
        global,
        io,
      );
    });
