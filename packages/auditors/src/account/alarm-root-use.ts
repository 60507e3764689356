import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

/** CloudTrail names the root user by its type. */
export const accountAlarmRootUse = defineAuditor({
  id: "account/alarm-root-use",
  title: "An alarm tells of use of the root user",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.rootUse, id),
});
