import type { VulnerabilitySource } from "@plumbline/finding-model/vulnerability";

/** What reading vulnerabilities calls, by where they come from. */
export const vulnerabilityActions = {
  securityhub: ["securityhub:GetFindings"],
  inspector2: ["inspector2:BatchGetAccountStatus", "inspector2:ListFindings"],
} as const satisfies Readonly<Record<VulnerabilitySource, readonly string[]>>;

/** What else is asked of Inspector where details of findings, the filters that suppress them, or an administrator's members are wanted. */
export const inspectorExtraActions = ["inspector2:BatchGetFindingDetails", "inspector2:ListFilters", "inspector2:ListMembers"] as const;
