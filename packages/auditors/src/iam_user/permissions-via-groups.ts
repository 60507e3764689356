import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/**
 * Fails when a user has a policy of its own, attached or inline, also one that only denies, such as the one that keeps sessions without
 * MFA out. A permissions boundary grants nothing and is no such policy.
 */
export const iamUserPermissionsViaGroups = defineAuditor({
  id: "iam_user/permissions-via-groups",
  title: "Users get permissions through groups alone",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
  subject: iamUser,
  needs: ["permissions"],
  onRequest: true,
  evaluate({ facts: { permissions } }) {
    const attached = permissions.attached;
    const inline = permissions.inline.map(({ name }) => name);
    if (attached.length + inline.length === 0) return { status: "pass" };
    return { status: "fail", reason: "it has policies of its own", evidence: { attached, inline } };
  },
});
