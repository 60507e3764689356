import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { s3BucketEncryption } from "@plumbline/changes/s3_bucket/encryption";
import { s3BucketPolicy } from "@plumbline/changes/s3_bucket/policy";
import { denyUnencryptedPutsStatement, withStatement } from "@plumbline/collectors/policy/enforcement";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { bucketArn } from "../judge/bucket.ts";
import { EncryptionSettings, encryptionRadius, missingEncryption, withDefault } from "../judge/bucket-encryption.ts";

const note = {
  aes: "New objects are encrypted with keys of S3; objects that are there stay as they are.",
  kms: "Who puts or gets new objects then needs rights on the KMS key; other accounts can't use S3's own key.",
  deny: "Puts without the header x-amz-server-side-encryption break, also those that rely on the default encryption or bring their own key.",
};

/**
 * Fails when a bucket has no default encryption; by settings, when the default is not AWS KMS, or when the policy does not deny puts
 * without the encryption header. AWS sets AES256 for every bucket since 2023.
 */
export const s3BucketEnforcesSse = defineAuditor({
  id: "s3_bucket/enforces-sse",
  title: "S3 buckets encrypt what is put into them",
  severity: "medium",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
  subject: s3Bucket,
  needs: ["encryption", "policy"],
  settings: EncryptionSettings,
  evaluate(input) {
    const { algorithm, lacksDefault, lacksDeny } = missingEncryption(input);
    const wanted = algorithm === undefined ? "it has no default encryption" : `its default encryption is ${algorithm}, not AWS KMS`;
    const reasons = [...(lacksDefault ? [wanted] : []), ...(lacksDeny ? ["its policy does not deny unencrypted puts"] : [])];
    if (reasons.length === 0) return { status: "pass" };
    const evidence = { defaultEncryption: algorithm ?? null, ...(lacksDeny && { policy: input.facts.policy }) };
    return { status: "fail", reason: reasons.join(", and "), evidence };
  },
  remediation: {
    summary:
      "Sets the default encryption; with mode deny-unencrypted-puts, adds a statement that denies puts without the encryption header.",
    changes: [s3BucketEncryption, s3BucketPolicy],
    blastRadius: encryptionRadius,
    plan(input) {
      const { encryption, policy } = input.facts;
      const { lacksDefault, lacksDeny } = missingEncryption(input);
      const { mode, require, kmsKey } = input.settings;
      if (lacksDeny && mode !== "deny-unencrypted-puts")
        return { none: "a policy that denies unencrypted puts breaks puts without the header; set mode: deny-unencrypted-puts" };
      const kms = require === "kms";
      const deny = () => withStatement(policy, denyUnencryptedPutsStatement(bucketArn(input), policy));
      return cure(
        ...(lacksDefault
          ? [s3BucketEncryption.to(withDefault(encryption, { kms, key: kmsKey }), { note: kms ? note.kms : note.aes })]
          : []),
        ...(lacksDeny ? [s3BucketPolicy.to(deny(), { note: note.deny })] : []),
      );
    },
  },
});
