import type { Advisory, Vulnerability, VulnerabilityLabel } from "@plumbline/finding-model/vulnerability";

/** What a source says of how bad a finding is. */
export interface SaidSeverity {
  readonly label: VulnerabilityLabel;
  readonly advisories: readonly Pick<Advisory, "cvss">[];
  /** Inspector's own score: 0 to 10. */
  readonly inspectorScore?: number | undefined;
  /** Security Hub's: 0 to 100. */
  readonly normalized?: number | undefined;
}

/**
 * The score of a finding, 0 to 10 in tenths, by the first of these that there is:
 *
 * 1. the highest CVSS base score of version 3 or 4 of all its advisories: what is on the resource is as bad as the worst of it;
 * 2. Inspector's own score;
 * 3. `Severity.Normalized` of ASFF divided by 10;
 * 4. the label: informational and untriaged 0, low 0.1, medium 4, high 7, critical 9, which is where each begins in CVSS 3 and also what
 *    Security Hub makes of a label.
 *
 * CVSS 2 is not taken: its scale is another one. So a finding has the same score in Security Hub and in Inspector.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html
 */
export const severityOf = ({ label, advisories, inspectorScore, normalized }: SaidSeverity): Vulnerability["severity"] => {
  const scores = advisories.flatMap(({ cvss }) => cvss.filter(({ version }) => /^[34]/.test(version)).map(({ score }) => score));
  if (scores.length > 0) return { label, score: inTenths(Math.max(...scores)), by: "cvss" };
  if (inspectorScore !== undefined) return { label, score: inTenths(inspectorScore), by: "inspector" };
  if (normalized !== undefined) return { label, score: inTenths(normalized / 10), by: "normalized" };
  return { label, score: floors[label], by: "label" };
};

const floors: Readonly<Record<VulnerabilityLabel, number>> = { untriaged: 0, informational: 0, low: 0.1, medium: 4, high: 7, critical: 9 };
const inTenths = (score: number): number => Math.min(10, Math.max(0, Math.round(score * 10) / 10));

/** The label that Security Hub gives to a `Severity.Normalized`. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html */
export const labelOf = (normalized: number): VulnerabilityLabel => {
  if (normalized >= 90) return "critical";
  if (normalized >= 70) return "high";
  if (normalized >= 40) return "medium";
  return normalized >= 1 ? "low" : "informational";
};
