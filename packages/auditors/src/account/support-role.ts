import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** Fails when no role has AWSSupportAccess attached; users and groups that have it do not count. */
export const accountSupportRole = defineAuditor({
  id: "account/support-role",
  title: "A role may open cases with AWS Support",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18",
  subject: account,
  needs: ["supportAccess"],
  onRequest: true,
  evaluate({ facts: { supportAccess } }) {
    if (supportAccess.roles.length > 0) return { status: "pass", evidence: { roles: supportAccess.roles } };
    return { status: "fail", reason: "no role has AWSSupportAccess attached", evidence: { ...supportAccess } };
  },
});
