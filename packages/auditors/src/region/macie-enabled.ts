import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";

/** A sign that somebody looks for sensitive data in S3, and no proof: other tools do so too, and Macie may look at few buckets. */
export const regionMacieEnabled = defineAuditor({
  id: "region/macie-enabled",
  onRequest: true,
  title: "Amazon Macie is enabled in every region",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/macie-controls.html#macie-1",
  subject: region,
  needs: ["macie"],
  evaluate({ facts: { macie } }) {
    if (macie === "ENABLED") return { status: "pass" };
    return { status: "fail", reason: macie === null ? "Macie is not enabled" : "its Macie is suspended", evidence: { macie } };
  },
});
