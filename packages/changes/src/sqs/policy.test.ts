import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { sqsPolicy } from "./policy.ts";
import { writeSqsPolicy } from "./policy.write.ts";

const id = "https://sqs.eu-west-1.amazonaws.com/111111111111/q";
const policy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow" as const, Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
};

describe("sqs/policy", () => {
  testChange(it, sqsPolicy, {
    "a policy": { value: policy, states: [null, { ...policy, Id: "other" }] },
    "no policy": { value: null, states: [policy, null] },
  });

  const writes = {
    "writes a policy as JSON": { to: policy, sent: JSON.stringify(policy) },
    "removes the policy with the empty text": { to: null, sent: "" },
  };
  it.each(Object.entries(writes))("%s", async (_, { to, sent }) => {
    const aws = fakeAws({ answers: { SetQueueAttributes: {} } });
    await writeSqsPolicy.write(aws, { id }, { from: null, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["SetQueueAttributes", { QueueUrl: id, Attributes: { Policy: sent } }],
    ]);
  });
});
