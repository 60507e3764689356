import { countNotes, type Note, type NoteCounts } from "@plumbline/kdi-model/note";
import { countFinding, type InspectorCounts, noCounts } from "@plumbline/vulnerabilities/inspector-counts";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";

/** What was read, and what is worth telling about its way into KDI. */
export interface Tally {
  readonly findings: { readonly findings: number } & Readonly<
    Record<Exclude<keyof InspectorCounts, "findings">, Readonly<Record<string, number>>>
  >;
  readonly notes: NoteCounts;
  /** Findings by account; a delegated administrator sees those of its members. */
  readonly accounts: ReadonlyMap<string, number>;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const inOrder = (counts: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries([...counts].sort(byName));

/** Counts findings as they come. */
export function openTally(): { add(finding: InspectorFinding, notes: readonly Note[]): void; told(): Tally } {
  const accounts = new Map<string, number>();
  let findings = noCounts;
  let counted: NoteCounts = new Map();
  return {
    add(finding, notes) {
      findings = countFinding(findings, finding);
      counted = countNotes(counted, notes);
      accounts.set(finding.awsAccountId, (accounts.get(finding.awsAccountId) ?? 0) + 1);
    },
    // In order, since places are looked at side by side.
    told: () => ({
      findings: {
        findings: findings.findings,
        types: inOrder(findings.types),
        statuses: inOrder(findings.statuses),
        resources: inOrder(findings.resources),
      },
      notes: new Map([...counted].sort(byName)),
      accounts: new Map([...accounts].sort(byName)),
    }),
  };
}
