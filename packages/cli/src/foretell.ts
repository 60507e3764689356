import { brakesOn, defaultLimits } from "@plumbline/audit-kit/brakes";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import { counted } from "@plumbline/reports/text";
import type { ApplyPlanOptions } from "./apply-plan.ts";
import { approversOf } from "./approvals.ts";
import { CommandError } from "./command-error.ts";
import { readConfig } from "./config.ts";
import { reasonInUse } from "./in-use.ts";
import type { Io } from "./io.ts";

/**
 * Says what `applyPlan` would do with a plan, as far as that can be told without asking AWS: what the brakes, a missing approval, use and
 * irreversibility hold back. Drift and exceptions show only when it is applied.
 */
export async function foretell(plan: Plan, options: ApplyPlanOptions, io: Io): Promise<string[]> {
  const { global, limits = defaultLimits, allowIrreversible, inUse, now } = options;
  const { approval } = await readConfig(global, io);
  const unapproved = await approversOf(plan, { ...approval, ...options.approval }, io).then(() => undefined, reasonOfRefusal);
  const own = (change: PlannedChange): string | undefined =>
    change.undo.kind === "impossible" && !allowIrreversible
      ? "can't be undone; --allow-irreversible makes them"
      : reasonInUse(change, now ?? io.now(), inUse);
  const wanted = plan.changes.filter((change) => own(change) === undefined);
  const brakes = brakesOn(wanted, limits, { population: plan.population });
  const whole = unapproved ?? brakes.tooMuch;
  if (whole !== undefined) return [`--apply would write nothing: ${whole}.`];
  const reasons = Map.groupBy(plan.changes, (change) => own(change) ?? brakes.before(change) ?? "");
  const made = reasons.get("")?.length ?? 0;
  reasons.delete("");
  return [
    `Nothing was written. --apply makes ${counted(made, "change")}, unless they have drifted.`,
    ...[...reasons].map(([reason, held]) => `${counted(held.length, "change")} would be refused: ${reason}.`),
  ];
}

function reasonOfRefusal(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  throw error;
}
