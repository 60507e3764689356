import { defineAuditor } from "@plumbline/audit-kit/define";
import { trail } from "@plumbline/collectors/trail";
import { daysSince } from "../judge/age.ts";

/**
 * A log group alone proves nothing: the last delivery must be at most one day old, and AWS must name no error of it. Of an organization's
 * trail a member account may not be told when that was, and then the check is unknown.
 */
export const trailSendsToCloudwatch = defineAuditor({
  id: "trail/sends-to-cloudwatch",
  onRequest: true,
  title: "Trails deliver to CloudWatch Logs",
  severity: "low",
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
  subject: trail,
  needs: ["status"],
  evaluate({ facts: { logGroup, status }, now }) {
    if (logGroup === null) return { status: "fail", reason: "it has no log group", evidence: { logGroup } };
    if (status.kind === "unread") throw new Error(`only the account of the trail can tell whether it delivers: ${status.why}`);
    const { deliveredToLogGroupAt, logGroupError } = status;
    const evidence = { logGroup, deliveredToLogGroupAt, logGroupError };
    if (logGroupError !== null) return { status: "fail", reason: `it can't deliver to its log group: ${logGroupError}`, evidence };
    if (deliveredToLogGroupAt !== null && daysSince(deliveredToLogGroupAt, now) <= 1) return { status: "pass" };
    const reason =
      deliveredToLogGroupAt === null ? "it never delivered to its log group" : "it has not delivered to its log group for a day";
    return { status: "fail", reason, evidence };
  },
});
