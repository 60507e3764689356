import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

export const accountAlarmIamPolicyChanges = defineAuditor({
  id: "account/alarm-iam-policy-changes",
  title: "An alarm tells of changes of IAM policies",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-4",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.iamPolicyChanges, id),
});
