import { defineAuditor } from "@plumbline/audit-kit/define";
import { trail } from "@plumbline/collectors/trail";

/** Judges an organization's trail in its member accounts too, where AWS tells as much of it. The key itself is not looked at. */
export const trailKmsEncrypted = defineAuditor({
  id: "trail/kms-encrypted",
  onRequest: true,
  title: "Trails encrypt their log files with a KMS key",
  severity: "medium",
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
  subject: trail,
  needs: [],
  evaluate: ({ facts: { kmsKey } }) =>
    kmsKey === null
      ? { status: "fail", reason: "its log files are not encrypted with a KMS key", evidence: { kmsKey } }
      : { status: "pass" },
});
