import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketDefaultEncryption } from "./default-encryption.ts";

const by = (SSEAlgorithm: "AES256" | "aws:kms" | "aws:kms:dsse" | "aws:fsx", BucketKeyEnabled = false) => ({
  ...{ id: "b", region: "eu-west-1" },
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled }] },
});
const onlyBlocks = { Rules: [{ BucketKeyEnabled: true, BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } }] };

describe("s3_bucket/default-encryption", () => {
  testAuditor(it, s3BucketDefaultEncryption, {
    pass: {
      "keys of S3": { facts: by("AES256") },
      "AWS KMS": { facts: by("aws:kms", true) },
      "AWS KMS twice over": { facts: by("aws:kms:dsse") },
      "an algorithm in the second rule": {
        facts: { ...by("AES256"), encryption: { Rules: [...onlyBlocks.Rules, ...by("AES256").encryption.Rules] } },
      },
    },
    fail: {
      "no configuration": { facts: { id: "b", region: "eu-west-1", encryption: null }, remedy: "cured", blastRadius: { affected: [] } },
      "a configuration without a rule": { facts: { id: "b", region: "eu-west-1", encryption: { Rules: [] } }, remedy: "cured" },
      "a rule without an algorithm, whose other keys stay": {
        facts: { id: "b", region: "eu-west-1", encryption: onlyBlocks },
        remedy: "cured",
      },
      "an algorithm of FSx, which no bucket of its own has": { facts: by("aws:fsx"), remedy: "cured" },
    },
  });
});
