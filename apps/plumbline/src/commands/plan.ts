import { resolve } from "node:path";
import { exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, GlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { coloursOf, print } from "@plumbline/cli/io";
import { makePlan, savePlan } from "@plumbline/cli/plan";
import { outputFolder } from "@plumbline/cli/scan";
import { planText } from "@plumbline/reports/plan-text";
import { findRun } from "@plumbline/run-store/read-run";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  checks: z.array(z.string()).optional(),
  planFile: z.string().min(1).optional(),
  format: z.enum(["terminal", "json"]).default("terminal"),
  live: z.boolean().default(false),
  now: z.iso.datetime({ offset: true }).optional(),
});

/** `plumbline plan` */
export const planCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline plan"))
    .description("Says what would put the failing resources right. Reads only.")
    .argument("[run]", "a run's id or folder (default the newest below --output)")
    .option("--plan-file <file>", "keep the plan there (default plan.json in the run's folder)")
    .option("--checks <ids>", "plan for these checks only", toList)
    .option("--live", "look at everything anew instead of at the failing resources of a run")
    .option("--now <instant>", "judge as if it were this instant (default the run's own)")
    .action(async (named: string | undefined, _options, command: Command) => {
      const { checks, planFile, format, live, now, ...global } = parseOptions(Options, command);
      const root = outputFolder({ ...global, format }, io);
      const run = live ? undefined : await findRun(root, named);
      const { plan, unknown, incomplete } = await makePlan(
        { global: { ...global, format }, run, checks, now: now === undefined ? undefined : new Date(now) },
        io,
      );
      const path = await savePlan(plan, planFile ?? resolve(run ?? root, "plan.json"), io);
      if (format === "json") await print(io.stdout, `${JSON.stringify(plan, null, 2)}\n`);
      else await print(io.stdout, `${planText(plan, { color: coloursOf(io), width: io.columns })}\nPlan: ${path}\n`);
      for (const { check, resource, verdict } of unknown) {
        if (verdict.status === "unknown")
          await print(
            io.stderr,
            `not planned, since it could not be judged: ${check} ${resource.account}/${resource.region} ${resource.id}: ${verdict.reason}\n`,
          );
      }
      if (incomplete !== undefined) await print(io.stderr, `${incomplete}\n`);
      result.exitCode = unknown.length > 0 || incomplete !== undefined ? exitCodes.incomplete : exitCodes.clean;
    });
