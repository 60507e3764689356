import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { s3BucketEncryption } from "./encryption.ts";
import { writeS3BucketEncryption } from "./encryption.write.ts";

const named = { Bucket: "b", ExpectedBucketOwner: "111111111111" };
const aes = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: false }] };
const kms = {
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "alias/k" },
      BucketKeyEnabled: true,
      BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
    },
  ],
};

describe("s3_bucket/encryption", () => {
  testChange(it, s3BucketEncryption, {
    "keys of S3": { value: aes, states: [kms, null] },
    "no configuration": { value: null, states: [aes, kms] },
  });

  const writes = {
    "sets a default where none was": {
      from: null,
      to: aes,
      call: ["PutBucketEncryption", { ...named, ServerSideEncryptionConfiguration: aes }],
    },
    "gives AWS KMS back with all its keys": {
      from: aes,
      to: kms,
      call: ["PutBucketEncryption", { ...named, ServerSideEncryptionConfiguration: kms }],
    },
    "gives no configuration back": { from: aes, to: null, call: ["DeleteBucketEncryption", named] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, call }) => {
    const aws = fakeAws({ answers: { PutBucketEncryption: {}, DeleteBucketEncryption: {} } });
    await writeS3BucketEncryption.write(aws, { id: "b", region: "eu-west-1" }, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([call]);
  });
});
