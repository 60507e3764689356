import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";

/** Those of unused or internal access look for something else. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html */
const external: readonly string[] = ["ACCOUNT", "ORGANIZATION"];

/** Asks for an active analyzer of external access. An organization's counts in the account that has it: others are not told of it. */
export const regionAccessAnalyzerEnabled = defineAuditor({
  id: "region/access-analyzer-enabled",
  onRequest: true,
  title: "IAM Access Analyzer looks for external access in every region",
  severity: "low",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
  subject: region,
  needs: ["analyzers"],
  evaluate({ facts: { analyzers } }) {
    const looking = analyzers.filter(({ type }) => external.includes(type));
    if (looking.some(({ status }) => status === "ACTIVE")) return { status: "pass" };
    const reason = looking.length === 0 ? "it has no analyzer of external access" : "its analyzer of external access is not active";
    return { status: "fail", reason, evidence: { analyzers } };
  },
});
