import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { sqsPolicy } from "@plumbline/changes/sqs/policy";
import { sqs } from "@plumbline/collectors/sqs";
import { granteesTell, lostGrants } from "../judge/lost-grants.ts";
import { boundByHand, deputyStatements, judgeDeputies, openStatements, placeOf, withoutOpenStatements } from "../judge/policy.ts";

/**
 * The seed's system deleted the whole policy; this removes the offending statements and leaves the others as they are. A queue that a
 * service may fill for anyone fails at a lower severity.
 */
export const sqsNotPublic = defineAuditor({
  id: "sqs/not-public",
  title: "No SQS queue is public",
  severity: "high",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  subject: sqs,
  needs: ["policy"],
  evaluate(input) {
    const { policy } = input.facts;
    const statements = openStatements(policy, placeOf(input));
    if (statements.length === 0) return judgeDeputies(deputyStatements(policy, placeOf(input)));
    return { status: "fail", reason: "its policy lets anyone in", evidence: { statements } };
  },
  remediation: {
    summary: "Removes the statements that let anyone in; the others stay.",
    changes: [sqsPolicy],
    blastRadius: {
      tells: granteesTell,
      of(input) {
        const { policy } = input.facts;
        return { affected: lostGrants(policy, withoutOpenStatements(policy, placeOf(input)), placeOf(input)) };
      },
    },
    plan(input) {
      const { policy } = input.facts;
      if (openStatements(policy, placeOf(input)).length === 0) return boundByHand;
      return cure(sqsPolicy.to(withoutOpenStatements(policy, placeOf(input))));
    },
  },
});
