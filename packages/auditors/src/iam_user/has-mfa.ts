import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Fails for a user with a console password and without MFA, by the credential report: at once, without the grace time of console-mfa. */
export const iamUserHasMfa = defineAuditor({
  id: "iam_user/has-mfa",
  title: "Users with a console password have MFA",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5",
  subject: iamUser,
  needs: ["credentials"],
  onRequest: true,
  evaluate({ facts: { credentials } }) {
    const { hasPassword, hasMfa } = credentials;
    if (!hasPassword) return { status: "not-applicable", reason: "it has no console password" };
    if (hasMfa) return { status: "pass" };
    return { status: "fail", reason: "it has a console password and no MFA device", evidence: { hasPassword, hasMfa } };
  },
});
