import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { s3BucketPolicy } from "./policy.ts";
import { writeS3BucketPolicy } from "./policy.write.ts";

const bucket = { id: "b", region: "eu-west-1" };
const named = { Bucket: "b", ExpectedBucketOwner: "111111111111" };
const policy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow" as const, Principal: "*", Action: "s3:GetObject", Resource: "*", Odd: [1] }],
};

describe("s3_bucket/policy", () => {
  testChange(it, s3BucketPolicy, {
    "a policy": { value: policy, states: [null, { ...policy, Id: "other" }] },
    "no policy": { value: null, states: [policy, null] },
  });

  const writes = {
    "puts a policy as JSON": { from: null, to: policy, call: ["PutBucketPolicy", { ...named, Policy: JSON.stringify(policy) }] },
    "deletes the policy": { from: policy, to: null, call: ["DeleteBucketPolicy", named] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, call }) => {
    const aws = fakeAws({ answers: { PutBucketPolicy: {}, DeleteBucketPolicy: {} } });
    await writeS3BucketPolicy.write(aws, bucket, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([call]);
  });
});
