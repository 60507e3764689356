import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

/** A filter may leave out refused HeadBucket calls and those of CloudTrail's delivery, joined by `&&`. */
export const accountAlarmUnauthorizedCalls = defineAuditor({
  id: "account/alarm-unauthorized-calls",
  title: "An alarm tells of calls that were refused",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-2",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.unauthorizedCalls, id),
});
