import type { Finding, Status } from "@plumbline/finding-model/finding";
import { byText } from "@plumbline/finding-model/order";
import { type Severity, severityRank } from "@plumbline/finding-model/resource";

/** The findings of one check with one status and one severity: how many there are, and the first of them. */
export interface CheckGroup {
  readonly check: string;
  readonly title: string;
  readonly severity: Severity;
  readonly count: number;
  readonly findings: readonly Finding[];
}

type Growing = { -readonly [K in keyof CheckGroup]: CheckGroup[K] } & { findings: Finding[] };

const bySeverity = (a: CheckGroup, b: CheckGroup): number =>
  severityRank[b.severity] - severityRank[a.severity] || byText(a.check, b.check);

/**
 * Groups findings by check and severity for each wanted status, the most severe first. Keeps at most `limit` findings a group, so that
 * memory does not grow with the number of findings.
 */
export const gather = async (
  findings: AsyncIterable<Finding>,
  { statuses, limit }: { statuses: readonly Status[]; limit: number },
): Promise<ReadonlyMap<Status, readonly CheckGroup[]>> => {
  const byStatus = new Map(statuses.map((status) => [status, new Map<string, Growing>()]));
  for await (const finding of findings) {
    const groups = byStatus.get(finding.verdict.status);
    if (!groups) continue;
    const { check, title, severity } = finding;
    const key = `${check} ${severity}`;
    const group = groups.get(key) ?? { check, title, severity, count: 0, findings: [] };
    groups.set(key, group);
    group.count += 1;
    if (group.findings.length < limit) group.findings.push(finding);
  }
  return new Map([...byStatus].map(([status, groups]) => [status, [...groups.values()].sort(bySeverity)]));
};
