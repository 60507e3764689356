import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

export const accountAlarmConsoleWithoutMfa = defineAuditor({
  id: "account/alarm-console-without-mfa",
  title: "An alarm tells of console sign-ins without MFA",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-3",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.consoleWithoutMfa, id),
});
