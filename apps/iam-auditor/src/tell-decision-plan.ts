import { resolve } from "node:path";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { GlobalOptions } from "@plumbline/cli/global-options";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import type { DecisionPlan } from "@plumbline/cli/plan-decisions";
import { savePlan } from "@plumbline/cli/plan-file";
import { outputFolder } from "@plumbline/cli/scan";
import { planMarkdown } from "@plumbline/reports/plan-markdown";
import { planText } from "@plumbline/reports/plan-text";

/** Keeps a plan for decisions, prints it, and says what could not be seen: exit code 3 then. */
export async function tellDecisionPlan(
  { plan, unknown, drifted, uncounted, outside }: DecisionPlan,
  { global, planFile, format }: { global: GlobalOptions; planFile: string | undefined; format: "terminal" | "json" | "markdown" },
  io: Io,
): Promise<ExitCode> {
  const path = await savePlan(plan, planFile ?? resolve(outputFolder(global, io), "plan.json"), io);
  const texts = {
    json: () => `${JSON.stringify(plan, null, 2)}\n`,
    markdown: () => planMarkdown(plan),
    terminal: () => `${planText(plan, { color: coloursOf(io), width: io.columns })}\nPlan: ${path}\n`,
  };
  await print(io.stdout, texts[format]());
  for (const { resource, text } of drifted) await print(io.stderr, `${resource.account} ${resource.type} ${resource.id}: ${text}\n`);
  for (const { account, kind, principalName } of outside)
    await print(io.stderr, `not planned, since its account was not named: ${account} ${kind} ${principalName}\n`);
  for (const { check, resource, verdict } of unknown)
    if (verdict.status === "unknown")
      await print(io.stderr, `not planned, since it could not be judged: ${check} ${resource.account} ${resource.id}: ${verdict.reason}\n`);
  for (const text of uncounted) await print(io.stderr, `${text}\n`);
  return unknown.length + uncounted.length > 0 ? exitCodes.incomplete : exitCodes.clean;
}
