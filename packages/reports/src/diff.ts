import type { ControlChange } from "@plumbline/finding-model/control-changes";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Lifecycle, LifecycleState } from "@plumbline/finding-model/lifecycle";
import { type Severity, severityRank } from "@plumbline/finding-model/resource";
import type { RunHeader } from "@plumbline/finding-model/run-report";

/** Two runs side by side. `notes`: what makes them not alike. `older`: how many runs before the earlier one were read too. */
export interface Diff {
  readonly earlier: RunHeader;
  readonly later: RunHeader;
  readonly older: number;
  readonly notes: readonly string[];
  readonly controls: readonly ControlChange[];
  findings(): AsyncIterable<Lifecycle>;
}

/** The states in the order in which they are told, with their titles; of what is open as before only the count is told to a person. */
export const diffStates: readonly { readonly state: LifecycleState; readonly title: string; readonly isListed: boolean }[] = [
  { state: "new", title: "New", isListed: true },
  { state: "reopened", title: "Reopened", isListed: true },
  { state: "not-looked", title: "Not looked at: as open as before", isListed: true },
  { state: "resolved", title: "Resolved", isListed: true },
  { state: "resource-gone", title: "Gone with their resource", isListed: true },
  { state: "open", title: "Open as before", isListed: false },
];

export interface StateGroup {
  readonly count: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** The first of them, the most severe first. */
  readonly first: readonly Lifecycle[];
}

const severities = ["critical", "high", "medium", "low"] as const;

/** Counts the findings of each state and keeps at most `limit` of each severity, so that memory does not grow with their number. */
export async function gatherDiff(findings: AsyncIterable<Lifecycle>, limit: number): Promise<ReadonlyMap<LifecycleState, StateGroup>> {
  const groups = new Map<LifecycleState, { count: number; bySeverity: Record<Severity, number>; kept: Lifecycle[] }>();
  for await (const one of findings) {
    const { severity } = one.finding;
    const group = groups.get(one.state) ?? { count: 0, bySeverity: { critical: 0, high: 0, medium: 0, low: 0 }, kept: [] };
    groups.set(one.state, group);
    group.count++;
    group.bySeverity[severity]++;
    if (group.bySeverity[severity] <= limit) group.kept.push(one);
  }
  return new Map(
    [...groups].map(([state, { count, bySeverity, kept }]) => {
      const first = kept.sort((a, b) => severityRank[b.finding.severity] - severityRank[a.finding.severity]).slice(0, limit);
      return [state, { count, bySeverity, first }];
    }),
  );
}

/** How many there are of each severity, in words. */
export const severityText = ({ bySeverity }: StateGroup): string =>
  severities.flatMap((severity) => (bySeverity[severity] > 0 ? [`${bySeverity[severity]} ${severity}`] : [])).join(", ");

/** Why the finding stands as it does: why nobody looked, why it fails, or nothing. */
export const diffReason = ({ reason, finding }: Lifecycle): string => reason ?? reasonOf(finding);

const reasonOf = ({ verdict }: Finding): string => (verdict.status === "fail" ? verdict.reason : "");

/** How an answer changed, in words; a number that differs between the editions is told on both sides. */
export function controlText({ before, now }: ControlChange): string {
  const side = (result: ControlChange["now"], number: boolean) =>
    result === undefined ? "not asked" : `${result.outcome}${number ? ` (${result.control})` : ""}`;
  const isRenumbered = before !== undefined && now !== undefined && before.control !== now.control;
  return `${side(before, isRenumbered)} -> ${side(now, isRenumbered)}`;
}

/** The number of a control in the later run, else in the earlier one. */
export const controlNumber = ({ before, now }: ControlChange): string => now?.control ?? before?.control ?? "";
