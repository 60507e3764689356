import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Fails when both access keys of a user are active. */
export const iamUserOneActiveKey = defineAuditor({
  id: "iam_user/one-active-key",
  title: "A user has one active access key at most",
  severity: "medium",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
  subject: iamUser,
  needs: ["credentials"],
  onRequest: true,
  evaluate({ facts: { credentials } }) {
    const active = credentials.keys.filter(({ isActive }) => isActive);
    if (active.length <= 1) return { status: "pass" };
    return { status: "fail", reason: `it has ${active.length} active access keys`, evidence: { active } };
  },
});
