import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { z } from "zod";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { unauthorizedCalls } from "../judge/alarm-terms.ts";

/** With `mayExclude` off, a filter must take refused HeadBucket calls and those of CloudTrail's delivery too. */
export const accountAlarmUnauthorizedCalls = defineAuditor({
  id: "account/alarm-unauthorized-calls",
  title: "An alarm tells of calls that were refused",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-2",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  settings: z.strictObject({ mayExclude: z.boolean().default(true) }),
  evaluate: ({ context: { trails }, settings, account: { id } }) => judgeAlarms(trails, unauthorizedCalls(settings), id),
});
