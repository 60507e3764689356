import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { s3BucketPublicAccessBlock } from "./public-access-block.ts";
import { writeS3BucketPublicAccessBlock } from "./public-access-block.write.ts";

const named = { Bucket: "b", ExpectedBucketOwner: "111111111111" };
const some = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

describe("s3_bucket/public-access-block", () => {
  testChange(it, s3BucketPublicAccessBlock, {
    "some flags": { value: some, states: [all, null] },
    "no configuration": { value: null, states: [all, some] },
  });

  const writes = {
    "puts all flags": { from: some, to: all, call: ["PutPublicAccessBlock", { ...named, PublicAccessBlockConfiguration: all }] },
    "gives some flags back": { from: all, to: some, call: ["PutPublicAccessBlock", { ...named, PublicAccessBlockConfiguration: some }] },
    "gives no configuration back": { from: all, to: null, call: ["DeletePublicAccessBlock", named] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, call }) => {
    const aws = fakeAws({ answers: { PutPublicAccessBlock: {}, DeletePublicAccessBlock: {} } });
    await writeS3BucketPublicAccessBlock.write(aws, { id: "b", region: "eu-west-1" }, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([call]);
  });
});
