import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** Fails when AWS counts an access key of the root user, active or not. */
export const accountNoRootAccessKey = defineAuditor({
  id: "account/no-root-access-key",
  title: "The root user has no access key",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4",
  subject: account,
  needs: ["summary"],
  onRequest: true,
  evaluate({ facts: { summary } }) {
    const { AccountAccessKeysPresent } = summary;
    if (AccountAccessKeysPresent === undefined) throw new Error("AWS does not count the access keys of the root user");
    if (AccountAccessKeysPresent === 0) return { status: "pass" };
    return { status: "fail", reason: "the root user has an access key", evidence: { AccountAccessKeysPresent } };
  },
});
