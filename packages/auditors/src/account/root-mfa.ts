import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** Fails when AWS counts no MFA device of the root user, also where the root user has no password. */
export const accountRootMfa = defineAuditor({
  id: "account/root-mfa",
  title: "The root user has MFA",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-9",
  subject: account,
  needs: ["summary"],
  evaluate: ({ facts: { summary } }) =>
    summary.AccountMFAEnabled === 1
      ? { status: "pass" }
      : { status: "fail", reason: "the root user has no MFA device", evidence: { AccountMFAEnabled: summary.AccountMFAEnabled } },
});
