import type { BlastRadiusRule } from "@plumbline/audit-kit/define";
import type { BucketEncryption } from "@plumbline/collectors/facts/bucket-encryption";
import type { PolicyDocument } from "@plumbline/collectors/policy/document";
import { deniesUnencryptedPuts } from "@plumbline/collectors/policy/enforcement";
import { z } from "zod";
import { bucketArn } from "./bucket.ts";
import { grantees, granteesTell } from "./lost-grants.ts";
import { placeOf } from "./policy.ts";

/** Settings of `s3_bucket/enforces-sse`. */
export const EncryptionSettings = z.strictObject({
  by: z
    .enum(["default-encryption", "bucket-policy"])
    .default("default-encryption")
    .describe("what must enforce it: the bucket's default encryption, or a policy that denies puts without the encryption header"),
  require: z.enum(["any", "kms"]).default("any").describe("kms: the default encryption must be AWS KMS"),
  kmsKey: z.string().min(1).optional().describe("id, ARN or alias of the key that require: kms sets; S3's own key when left out"),
  mode: z
    .enum(["default-encryption", "deny-unencrypted-puts"])
    .default("default-encryption")
    .describe("deny-unencrypted-puts: a policy that lacks the deny may be given it"),
});

interface Where {
  readonly partition: string;
  readonly facts: { readonly id: string; readonly encryption: BucketEncryption; readonly policy: PolicyDocument | null };
  readonly settings: z.output<typeof EncryptionSettings>;
}

/** The algorithm of a default encryption; undefined where none is set. */
export const algorithmOf = (encryption: BucketEncryption) =>
  encryption?.Rules.find((one) => one.ApplyServerSideEncryptionByDefault !== undefined)?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;

/** What a bucket lacks of what the settings ask for, and the algorithm of its default encryption. */
export function missingEncryption(where: Where) {
  const { encryption, policy } = where.facts;
  const { by, require } = where.settings;
  const algorithm = algorithmOf(encryption);
  const isKms = algorithm === "aws:kms" || algorithm === "aws:kms:dsse";
  return {
    algorithm,
    lacksDefault: require === "kms" ? !isKms : by === "default-encryption" && algorithm === undefined,
    lacksDeny: by === "bucket-policy" && !(policy && deniesUnencryptedPuts(policy, bucketArn(where))),
  };
}

/** A default with keys of S3 itself asks nothing of anybody; a deny or AWS KMS may hit whomever the policy grants access. */
export const encryptionRadius: BlastRadiusRule<Where & Parameters<typeof placeOf>[0]> = {
  tells: granteesTell,
  untold: "who puts without the header or has no rights on a KMS key, and whom IAM policies let in",
  of(where) {
    const asksMore = missingEncryption(where).lacksDeny || where.settings.require === "kms";
    return { affected: asksMore ? grantees(where.facts.policy, placeOf(where)) : [] };
  },
};

interface Wanted {
  readonly kms: boolean;
  readonly key: string | undefined;
}

/**
 * The configuration with a default: AES256, or AWS KMS with a bucket key. All else of the rule stays; a bucket has one rule.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
 */
export function withDefault(encryption: BucketEncryption, { kms, key }: Wanted): BucketEncryption {
  const [rule, ...others] = encryption?.Rules ?? [];
  const byKms = { SSEAlgorithm: "aws:kms" as const, ...(key === undefined ? {} : { KMSMasterKeyID: key }) };
  const ApplyServerSideEncryptionByDefault = kms ? byKms : { SSEAlgorithm: "AES256" as const };
  return { ...encryption, Rules: [{ ...rule, ApplyServerSideEncryptionByDefault, BucketKeyEnabled: kms }, ...others] };
}
