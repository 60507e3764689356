import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { sqsNotPublic } from "./not-public.ts";

const id = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
const anyone = { Sid: "Open", Effect: "Allow" as const, Principal: { AWS: ["*"] }, Action: "sqs:SendMessage", Resource: "*" };
const own = { Sid: "Ours", Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "sqs:*", Resource: "*" };
const feed = {
  Sid: "Feed",
  Effect: "Allow" as const,
  Principal: { Service: "sns.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: "*",
  Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:000000000000:t" } },
};

describe("sqs/not-public", () => {
  testAuditor(it, sqsNotPublic, {
    pass: {
      "no policy": { facts: { id, policy: null } },
      "a named principal": { facts: { id, policy: { Version: "2012-10-17", Statement: [own] } } },
      "one statement that is no list": { facts: { id, policy: { Statement: own } } },
      "an SNS feed": { facts: { id, policy: { Statement: [feed] } } },
      "anyone of the organization": {
        facts: { id, policy: { Statement: [{ ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }] } },
      },
    },
    fail: {
      anyone: { facts: { id, policy: { Version: "2012-10-17", Statement: [anyone] } } },
      "anyone, as a single statement": { facts: { id, policy: { Statement: anyone } } },
      "anyone beside a feed, which stays": { facts: { id, policy: { Version: "2012-10-17", Id: "kept", Statement: [feed, anyone, own] } } },
      "anyone on a condition that limits nobody": {
        facts: { id, policy: { Statement: [{ ...anyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }] } },
      },
    },
  });
});
