import { defineAuditor } from "@plumbline/audit-kit/define";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";

/** Fails unless the bucket keeps versions and MFA is needed to delete one. Only the root user can switch it on, so nothing is planned. */
export const s3BucketMfaDelete = defineAuditor({
  id: "s3_bucket/mfa-delete",
  title: "S3 buckets ask for MFA to delete versions",
  severity: "low",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html",
  subject: s3Bucket,
  needs: ["versioning"],
  onRequest: true,
  evaluate({ facts: { versioning } }) {
    const { status, mfaDelete } = versioning;
    if (status === "Enabled" && mfaDelete === "Enabled") return { status: "pass" };
    const faults = [
      ...(status === "Enabled" ? [] : ["it does not keep versions"]),
      ...(mfaDelete === "Enabled" ? [] : ["versions can be deleted without MFA"]),
    ];
    return { status: "fail", reason: faults.join(", and "), evidence: { status, mfaDelete } };
  },
});
