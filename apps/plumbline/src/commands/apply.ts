import { applyPlan } from "@plumbline/cli/apply-plan";
import { addBrakeOptions, BrakeOptions, brakesFrom } from "@plumbline/cli/brake-options";
import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import { foretell } from "@plumbline/cli/foretell";
import { addGlobalOptions, GlobalOptions, option, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, print } from "@plumbline/cli/io";
import { notifierOf } from "@plumbline/cli/notify";
import { isLoopback } from "@plumbline/cli/open-session";
import { readPlan } from "@plumbline/cli/plan-file";
import { reportAndTell } from "@plumbline/cli/report-and-tell";
import { settleOpen } from "@plumbline/cli/settle";
import { planText } from "@plumbline/reports/plan-text";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  ...BrakeOptions.shape,
  apply: z.boolean().default(false),
  allowIrreversible: z.boolean().default(false),
  requireApproval: z.boolean().default(false),
  approvals: z.string().min(1).optional(),
  now: z.iso.datetime({ offset: true }).optional(),
  format: z.enum(["terminal", "json"]).default("terminal"),
});

/** `plumbline apply` */
export const applyCommand: MakeCommand = (io, result) =>
  addBrakeOptions(addGlobalOptions(new Command("plumbline apply")))
    .description(
      "Makes the changes of a plan; without --apply it shows them. What is verified to neither cure nor contain is taken back. Exit code 4 when a change was refused, drifted, failed or is not verified.",
    )
    .argument("<plan>", "plan file")
    .option("--apply", "write to AWS")
    .option("--allow-irreversible", "also make changes that can't be undone")
    .addOption(option("--require-approval", "refuse a plan that nobody approved"))
    .addOption(option("--approvals <file>", "file of approvals (default approvals.json)"))
    .option("--now <instant>", "judge as if it were this instant; only for an emulator")
    .action(async (path: string, _options, command: Command) => {
      const { apply, allowIrreversible, requireApproval, approvals, now: instant, ...rest } = parseOptions(Options, command);
      const global = GlobalOptions.parse(rest);
      const plan = await readPlan(path, global, io);
      const now = instant === undefined ? undefined : new Date(instant);
      const approval = { ...(requireApproval ? { required: true } : {}), ...(approvals === undefined ? {} : { file: approvals }) };
      const options = { global, allowIrreversible, now, approval, ...brakesFrom(rest) };
      if (!apply) {
        const isJson = global.format === "json";
        const text = planText(plan, { color: coloursOf(io), width: io.columns });
        const ahead = async () => `${text}\n${(await foretell(plan, options, io)).join("\n")}\n`;
        await print(io.stdout, isJson ? `${JSON.stringify(plan, null, 2)}\n` : await ahead());
        return;
      }
      if (instant !== undefined && !isLoopback(global.endpointUrl))
        throw usageError("--now and --apply can't go together outside an emulator", "leave --now out");
      const own = new Set(plan.changes.map(({ id }) => id));
      async function* all() {
        yield* applyPlan(plan, options, io);
        // What earlier runs left open, now that the approval and the brakes have let this one through.
        yield* settleOpen({ global, now, takesBack: true, isWanted: ({ change }) => !own.has(change.id) }, io);
      }
      const teller = await notifierOf(await readConfig(global, io), global, io);
      result.exitCode = await reportAndTell(all(), { run: plan.run, teller, format: global.format }, io).finally(teller.close);
    });
