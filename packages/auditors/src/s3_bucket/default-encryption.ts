import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { s3BucketEncryption } from "@plumbline/changes/s3_bucket/encryption";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { algorithmOf, withDefault } from "../judge/bucket-encryption.ts";

const accepted: readonly (string | undefined)[] = ["AES256", "aws:kms", "aws:kms:dsse"];

/** Fails when the bucket's own configuration names no algorithm. AWS encrypts every new object since 2023, and has said so of every bucket. */
export const s3BucketDefaultEncryption = defineAuditor({
  id: "s3_bucket/default-encryption",
  title: "S3 buckets have a default encryption",
  severity: "medium",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
  subject: s3Bucket,
  needs: ["encryption"],
  onRequest: true,
  evaluate({ facts: { encryption } }) {
    const algorithm = algorithmOf(encryption);
    if (accepted.includes(algorithm)) return { status: "pass" };
    const reason = algorithm === undefined ? "it has no default encryption" : `its default encryption is ${algorithm}`;
    return { status: "fail", reason, evidence: { defaultEncryption: algorithm ?? null } };
  },
  remediation: {
    summary: "Sets the default encryption to keys of S3.",
    changes: [s3BucketEncryption],
    blastRadius: { tells: [], of: () => ({ affected: [] }) },
    plan({ facts: { encryption } }) {
      const note = "New objects are encrypted with keys of S3; objects that are there stay as they are.";
      return cure(s3BucketEncryption.to(withDefault(encryption, { kms: false, key: undefined }), { note }));
    },
  },
});
