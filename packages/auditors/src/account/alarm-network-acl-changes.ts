import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

export const accountAlarmNetworkAclChanges = defineAuditor({
  id: "account/alarm-network-acl-changes",
  title: "An alarm tells of changes of network ACLs",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-11",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.networkAclChanges, id),
});
