import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** Fails when there is no alternate contact for security, or one that can't be reached by mail and phone. */
export const accountSecurityContact = defineAuditor({
  id: "account/security-contact",
  title: "The account has a security contact",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/account-controls.html#account-1",
  subject: account,
  needs: ["securityContactFields"],
  onRequest: true,
  evaluate({ facts: { securityContactFields: filled } }) {
    if (filled.includes("EmailAddress") && filled.includes("PhoneNumber")) return { status: "pass", evidence: { filled } };
    const reason = filled.length === 0 ? "it has no security contact" : "its security contact lacks a mail address or a phone number";
    return { status: "fail", reason, evidence: { filled } };
  },
});
