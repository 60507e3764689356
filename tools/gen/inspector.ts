import { allow, policyOf } from "@plumbline/audit-kit/generate";
import { sessionStatement } from "@plumbline/cli/session-actions";
import { inspectorExtraActions, vulnerabilityActions } from "@plumbline/vulnerabilities/actions";
import { json } from "./text.ts";

/** The policy that exports of Inspector's findings take in each account. */
export const inspectorDocuments = (): Record<string, string> => ({
  "docs/iam/inspector-policy.json": json(
    policyOf([allow("PlumblineReads", [...vulnerabilityActions.inspector2, ...inspectorExtraActions]), sessionStatement]),
  ),
});
