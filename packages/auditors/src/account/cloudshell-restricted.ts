import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** Fails when AWSCloudShellFullAccess is attached to a user, a role or a group. Policies that allow as much under another name are not judged. */
export const accountCloudshellRestricted = defineAuditor({
  id: "account/cloudshell-restricted",
  title: "Nobody has AWSCloudShellFullAccess",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-27",
  subject: account,
  needs: ["cloudShellAccess"],
  onRequest: true,
  evaluate({ facts: { cloudShellAccess } }) {
    const { roles, users, groups } = cloudShellAccess;
    if (roles.length + users.length + groups.length === 0) return { status: "pass" };
    return { status: "fail", reason: "AWSCloudShellFullAccess is attached", evidence: { roles, users, groups } };
  },
});
