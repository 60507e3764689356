import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { alarmTrails, judgeAlarms } from "../judge/alarm-chain.ts";
import { alarmTerms } from "../judge/alarm-terms.ts";

/** Asked of every account: members too accept handshakes and leave, and their own trail alone has these calls. */
export const accountAlarmOrganizationChanges = defineAuditor({
  id: "account/alarm-organization-changes",
  title: "An alarm tells of changes of AWS Organizations",
  severity: "medium",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html",
  onRequest: true,
  subject: account,
  needs: [],
  context: { trails: alarmTrails },
  evaluate: ({ context: { trails }, account: { id } }) => judgeAlarms(trails, alarmTerms.organizationChanges, id),
});
