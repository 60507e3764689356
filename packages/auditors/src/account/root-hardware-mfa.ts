import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { isWithoutPassword, RootMfa } from "../judge/root-password.ts";

/**
 * Fails when the root user has no MFA, or a virtual device beside others: any one of them is enough to sign in. A passkey is
 * no virtual device; AWS does not tell whether it is kept in hardware. With `mayHaveNoPassword`, a root user without a password passes.
 */
export const accountRootHardwareMfa = defineAuditor({
  id: "account/root-hardware-mfa",
  title: "The root user has hardware MFA only",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-6",
  subject: account,
  needs: ["summary", "virtualRootDevices"],
  settings: RootMfa,
  onRequest: true,
  evaluate({ facts: { summary, virtualRootDevices }, settings }) {
    const { AccountMFAEnabled } = summary;
    if (isWithoutPassword(summary, settings)) return { status: "pass", evidence: { AccountPasswordPresent: 0 } };
    if (AccountMFAEnabled !== 1) return { status: "fail", reason: "the root user has no MFA device", evidence: { AccountMFAEnabled } };
    if (virtualRootDevices.length === 0) return { status: "pass" };
    return { status: "fail", reason: "the root user has a virtual MFA device", evidence: { virtualRootDevices } };
  },
});
