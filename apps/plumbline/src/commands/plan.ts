import { resolve } from "node:path";
import { exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, GlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import { makePlan } from "@plumbline/cli/plan";
import { savePlan } from "@plumbline/cli/plan-file";
import { readFindings } from "@plumbline/cli/read-findings";
import { outputFolder } from "@plumbline/cli/scan";
import type { Plan } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import { planMarkdown } from "@plumbline/reports/plan-markdown";
import { planText } from "@plumbline/reports/plan-text";
import { findRun } from "@plumbline/run-store/read-run";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  checks: z.array(z.string()).optional(),
  planFile: z.string().min(1).optional(),
  format: z.enum(["terminal", "json", "markdown"]).default("terminal"),
  live: z.boolean().default(false),
  now: z.iso.datetime({ offset: true }).optional(),
});

/** `plumbline plan` */
export const planCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline plan"))
    .description("Says what would put the failing resources right. Reads only. --format markdown is for a pull request.")
    .argument(
      "[run]",
      "a run's id or folder (default the newest below --output), or - for findings on stdin, as scan --format jsonl prints",
    )
    .option("--plan-file <file>", "keep the plan there (default plan.json in the run's folder)")
    .option("--checks <ids>", "plan for these checks only", toList)
    .option("--live", "look at everything anew instead of at the failing resources of a run")
    .option("--now <instant>", "judge as if it were this instant (default the run's own)")
    .action(async (named: string | undefined, _options, command: Command) => {
      const { checks, planFile, format, live, now, ...rest } = parseOptions(Options, command);
      const global = { ...rest, format };
      const root = outputFolder(global, io);
      const isPiped = named === "-";
      const run = live || isPiped ? undefined : await findRun(root, named);
      const { plan, unknown, incomplete } = await makePlan(
        {
          global,
          run,
          checks,
          now: now === undefined ? undefined : new Date(now),
          ...(isPiped ? { findings: readFindings(io.stdin) } : {}),
        },
        io,
      );
      const path = await savePlan(plan, planFile ?? resolve(run ?? root, "plan.json"), io);
      await print(io.stdout, textOf(plan, path, format, io));
      await tellUnknown(unknown, io);
      if (incomplete !== undefined) await print(io.stderr, `${incomplete}\n`);
      result.exitCode = unknown.length > 0 || incomplete !== undefined ? exitCodes.incomplete : exitCodes.clean;
    });

function textOf(plan: Plan, path: string, format: "terminal" | "json" | "markdown", io: Io): string {
  if (format === "json") return `${JSON.stringify(plan, null, 2)}\n`;
  if (format === "markdown") return planMarkdown(plan);
  return `${planText(plan, { color: coloursOf(io), width: io.columns })}\nPlan: ${path}\n`;
}

async function tellUnknown(unknown: readonly Finding[], io: Io): Promise<void> {
  for (const { check, resource, verdict } of unknown) {
    if (verdict.status !== "unknown") continue;
    const place = `${resource.account}/${resource.region} ${resource.id}`;
    await print(io.stderr, `not planned, since it could not be judged: ${check} ${place}: ${verdict.reason}\n`);
  }
}
