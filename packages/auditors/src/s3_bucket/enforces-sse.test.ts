import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketEnforcesSse } from "./enforces-sse.ts";

const rule = (SSEAlgorithm: "AES256" | "aws:kms" | "aws:kms:dsse" | "aws:fsx", BucketKeyEnabled = false) => ({
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled }],
});
const keyOnly = { Rules: [{ BucketKeyEnabled: true, BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } }] };
const header = "s3:x-amz-server-side-encryption";
const deny = { Sid: "Deny", Effect: "Deny" as const, Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" };
const denyAbsent = { ...deny, Condition: { Null: { [header]: "true" } } };
const own = { Sid: "Own", Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "s3:*", Resource: "*" };
const bucket = { id: "b", region: "eu-west-1", encryption: rule("AES256"), policy: null };
const byPolicy = { by: "bucket-policy" } as const;
const byPolicyAndDo = { by: "bucket-policy", mode: "deny-unencrypted-puts" } as const;

describe("s3_bucket/enforces-sse", () => {
  testAuditor(it, s3BucketEnforcesSse, {
    pass: {
      "keys of S3": { facts: bucket },
      "AWS KMS": { facts: { ...bucket, encryption: rule("aws:kms", true) }, settings: { require: "kms" } },
      "AWS KMS twice over": { facts: { ...bucket, encryption: rule("aws:kms:dsse") }, settings: { require: "kms" } },
      "a policy that denies puts without the header": { facts: { ...bucket, policy: { Statement: denyAbsent } }, settings: byPolicy },
      "the seed's policy, which denies unless it names an algorithm": {
        facts: {
          ...bucket,
          encryption: null,
          policy: { Statement: [own, { ...deny, Condition: { StringNotEquals: { [header]: ["AES256", "aws:kms"] } } }] },
        },
        settings: byPolicy,
      },
      "a policy of another partition": {
        partition: "aws-us-gov",
        facts: { ...bucket, policy: { Statement: [{ ...denyAbsent, Resource: "arn:aws-us-gov:s3:::b/*" }] } },
        settings: byPolicy,
      },
    },
    fail: {
      "no configuration": { facts: { ...bucket, encryption: null }, blastRadius: { affected: [] } },
      "AWS has nothing to say of it": { facts: { ...bucket, encryption: undefined } },
      "no rule": { facts: { ...bucket, encryption: { Rules: [] } } },
      "a rule without an algorithm, whose other keys stay": { facts: { ...bucket, encryption: keyOnly } },
      "keys of S3 where AWS KMS is required": { facts: bucket, settings: { require: "kms" } },
      "no configuration where AWS KMS is required, under a key of our own": {
        facts: { ...bucket, encryption: null },
        settings: { require: "kms", kmsKey: "alias/buckets" },
      },
      "no policy where the policy counts": { facts: bucket, settings: byPolicyAndDo },
      "a policy that denies too little, whose statements stay": {
        facts: {
          ...bucket,
          policy: { Version: "2012-10-17", Id: "kept", Statement: [own, { ...denyAbsent, Resource: "arn:aws:s3:::b/logs/*" }] },
        },
        settings: byPolicyAndDo,
        blastRadius: { affected: [{ kind: "principal", id: "arn:aws:iam::000000000000:root" }] },
      },
      "a deny of another bucket": {
        facts: { ...bucket, policy: { Statement: { ...denyAbsent, Resource: "arn:aws:s3:::c/*" } } },
        settings: byPolicyAndDo,
      },
      "both, where AWS KMS is required and the policy counts": { facts: bucket, settings: { ...byPolicyAndDo, require: "kms" } },
      "no policy, and nobody asked for a deny": { facts: bucket, settings: byPolicy, remedy: { none: "set mode: deny-unencrypted-puts" } },
    },
  });
});
