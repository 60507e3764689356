import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { sqsPolicy } from "@plumbline/changes/sqs/policy";
import { sqs } from "@plumbline/collectors/sqs";
import { openStatements, placeOf, withoutOpenStatements } from "../judge/policy.ts";

/** The seed's system deleted the whole policy; this removes the offending statements and leaves the others as they are. */
export const sqsNotPublic = defineAuditor({
  id: "sqs/not-public",
  title: "No SQS queue is public",
  severity: "high",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  subject: sqs,
  needs: ["policy"],
  evaluate(input) {
    const statements = openStatements(input.facts.policy, placeOf(input));
    if (statements.length === 0) return { status: "pass" };
    return { status: "fail", reason: "its policy lets anyone in", evidence: { statements } };
  },
  remediation: {
    summary: "Removes the statements that let anyone in; the others stay.",
    changes: [sqsPolicy],
    plan: (input) => cure(sqsPolicy.to(withoutOpenStatements(input.facts.policy, placeOf(input)))),
  },
});
