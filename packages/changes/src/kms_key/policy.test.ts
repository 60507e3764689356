import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { kmsKeyPolicy } from "./policy.ts";
import { writeKmsKeyPolicy } from "./policy.write.ts";

const key = { id: "k1", arn: "arn:aws:kms:eu-west-1:111111111111:key/k1" };
const policy = (AWS: string) => ({
  Version: "2012-10-17",
  Id: "kept",
  Statement: [{ Effect: "Allow" as const, Principal: { AWS }, Action: "kms:*", Resource: "*", Extra: 1 }],
});
const open = policy("*");
const narrow = policy("arn:aws:iam::111111111111:root");

describe("kms_key/policy", () => {
  testChange(it, kmsKeyPolicy, {
    "a policy": { value: open, states: [narrow, open] },
    "a policy of one statement": { value: { ...open, Statement: open.Statement[0] }, states: [narrow, open] },
  });

  const directions = { "narrows the policy": { from: open, to: narrow }, "takes it back": { from: narrow, to: open } };
  it.each(Object.entries(directions))("%s as a whole, and leaves the lockout check on", async (_, ends) => {
    const aws = fakeAws({ answers: { PutKeyPolicy: {} } });
    await writeKmsKeyPolicy.write(aws, key, ends);
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["PutKeyPolicy", { KeyId: "k1", PolicyName: "default", Policy: JSON.stringify(ends.to) }],
    ]);
  });
});
