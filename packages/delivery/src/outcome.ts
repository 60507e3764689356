import type { ChangeStatus, PlannedChange } from "@plumbline/finding-model/change";
import type { Remediation } from "@plumbline/finding-model/notice";

/** What became of one change; `planned` when it is announced and made by a run after `madeAfter`. */
export type Outcome =
  | { readonly change: PlannedChange; readonly status: ChangeStatus; readonly reason?: string | undefined }
  | {
      readonly change: PlannedChange;
      readonly status: "planned";
      readonly reason?: string | undefined;
      readonly madeAfter?: Date | undefined;
    };

/** The gravest first: a finding whose second step failed is not cured by its first. */
const gravity: readonly Outcome["status"][] = ["failed", "refused", "drifted", "undone", "in-progress", "applied", "planned", "verified"];

/** How far one finding has come by what became of its changes; undefined when there is none. */
export function remediationOf(outcomes: readonly Outcome[]): Remediation | undefined {
  const [gravest] = outcomes.toSorted((a, b) => gravity.indexOf(a.status) - gravity.indexOf(b.status));
  if (!gravest) return undefined;
  const { change, reason } = gravest;
  const said = { change: change.id, ...(reason === undefined ? {} : { reason }) };
  switch (gravest.status) {
    case "verified":
      return { state: "verified", ...said, outcome: change.outcome };
    case "planned":
      return { state: "planned", ...said, ...(gravest.madeAfter ? { madeAfter: gravest.madeAfter.toISOString() } : {}) };
    case "drifted":
      return { state: "refused", ...said, reason: `the resource has drifted: ${reason ?? "it is not as it was planned"}` };
    default:
      return { state: gravest.status, ...said };
  }
}
