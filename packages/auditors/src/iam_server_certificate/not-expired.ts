import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamServerCertificate } from "@plumbline/collectors/iam_server_certificate";

/** Fails from the instant on at which a certificate ends; one that ends soon passes. */
export const iamServerCertificateNotExpired = defineAuditor({
  id: "iam_server_certificate/not-expired",
  title: "IAM keeps no expired server certificate",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-26",
  subject: iamServerCertificate,
  needs: [],
  onRequest: true,
  evaluate({ facts: { expiresAt }, now }) {
    if (expiresAt === null) throw new Error("AWS does not say when the certificate ends");
    if (Date.parse(expiresAt) > now.getTime()) return { status: "pass" };
    return { status: "fail", reason: `it expired at ${expiresAt}`, evidence: { expiresAt } };
  },
});
