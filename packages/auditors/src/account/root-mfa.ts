import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { isWithoutPassword, RootMfa } from "../judge/root-password.ts";

/**
 * Fails when AWS counts no MFA device of the root user. With `mayHaveNoPassword`, a root user without a password passes too: it can't sign in,
 * as where the organization manages root access. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 */
export const accountRootMfa = defineAuditor({
  id: "account/root-mfa",
  title: "The root user has MFA",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-9",
  subject: account,
  needs: ["summary"],
  settings: RootMfa,
  evaluate({ facts: { summary }, settings }) {
    const { AccountMFAEnabled } = summary;
    if (AccountMFAEnabled === 1) return { status: "pass" };
    if (isWithoutPassword(summary, settings)) return { status: "pass", evidence: { AccountPasswordPresent: 0 } };
    return { status: "fail", reason: "the root user has no MFA device", evidence: { AccountMFAEnabled } };
  },
});
