import { allow, policyOf } from "@plumbline/audit-kit/generate";
import { callerStatements, queueStatements, sessionStatement } from "@plumbline/cli/session-actions";
import { arn } from "@plumbline/finding-model/arn";
import { collectActions } from "@plumbline/iam-model/collect-actions";
import { loadProjections } from "@plumbline/iam-model/projections";
import { json } from "./text.ts";

const caller = { org: true, partition: "aws", accountRole: "member_remediator" };
const topic = arn({ partition: "aws", service: "sns", region: "*", account: "*", resource: "plumbline-iam" });

/** The policies that the IAM inventory takes: in each account, and those of its two functions, which have the former too in their own account. */
export async function iamDocuments(): Promise<Record<string, string>> {
  const reads = allow("PlumblineReads", collectActions(await loadProjections()));
  const [sends, receives, buries] = queueStatements("aws", { messages: "plumbline-iam", dead: "plumbline-iam-dead-letters" });
  const [assumes, ...organization] = callerStatements(caller);
  const some = <T>(all: readonly (T | undefined)[]): T[] => all.flatMap((one) => one ?? []);
  return {
    "docs/iam/iam-auditor-policy.json": json(policyOf([reads, sessionStatement])),
    "docs/iam/iam-manager-policy.json": json(policyOf(some([...organization, sends, allow("PlumblinePublishes", ["sns:Publish"], topic)]))),
    "docs/iam/iam-processor-policy.json": json(policyOf(some([reads, sessionStatement, assumes, receives, buries]))),
  };
}
