import { expect, test } from "vitest";
import type { PolicyText } from "../define-kind.ts";
import { privilegedBecause } from "./privileged-policy.ts";

const allow = (...actions: string[]): PolicyText => ({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
const on = (resource: string, ...actions: string[]): PolicyText => ({
  Statement: [{ Effect: "Allow", Action: actions, Resource: resource }],
});
const rows: Record<string, [text: PolicyText, because: string | undefined]> = {
  "every action": [allow("*"), "it allows every action"],
  "every action of every service": [allow("*:*"), "it allows every action"],
  "one statement, one text": [{ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }, "it allows every action"],
  "all of IAM": [allow("iam:*"), "it allows iam:*"],
  "all of IAM, in other letters": [allow("IAM:*"), "it allows IAM:*"],
  "all of Organizations": [allow("organizations:*"), "it allows organizations:*"],
  "a wildcard in the service's name": [allow("i*:*"), "it allows i*:*"],
  "a call that gives": [allow("iam:AttachUserPolicy"), "it allows iam:AttachUserPolicy"],
  "a pattern that holds one": [allow("iam:*LoginProfile"), "it allows iam:*LoginProfile"],
  "a pattern of single letters": [allow("iam:PassRol?"), "it allows iam:PassRol?"],
  "all but one": [{ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] }, "it allows all but iam:*"],
  "all but some": [{ Statement: [{ Effect: "Allow", NotAction: ["a:b", "c:d"], Resource: "*" }] }, "it allows all but 2 actions"],
  "under a condition all the same": [
    { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] },
    "it allows every action",
  ],
  "a text that is none": ["{", "its text can't be read as a policy"],
  "no statements": [{ Version: "2012-10-17" }, "its text can't be read as a policy"],
  reading: [allow("s3:Get*", "ec2:Describe*", "iam:Get*", "iam:List*"), undefined],
  "all of another service": [allow("sqs:*"), undefined],
  "all of S3": [allow("s3:*"), "it allows s3:*"],
  "all of one bucket": [on("arn:aws:s3:::site/*", "s3:*"), undefined],
  "every secret": [allow("secretsmanager:Get*"), "it allows secretsmanager:Get*"],
  "one secret": [on("arn:aws:secretsmanager:eu-west-1:111122223333:secret:site-abc", "secretsmanager:GetSecretValue"), undefined],
  "all of Identity Center": [allow("sso:*"), "it allows sso:*"],
  "all of its store of people": [allow("identitystore:*"), "it allows identitystore:*"],
  "one call on the organization": [allow("organizations:AttachPolicy"), "it allows organizations:AttachPolicy"],
  "every role by name": [allow("sts:AssumeRole"), "it allows sts:AssumeRole on every role"],
  "every role of an account": [on("arn:aws:iam::111122223333:role/*", "sts:*"), "it allows sts:* on every role"],
  "one role": [on("arn:aws:iam::111122223333:role/job", "sts:AssumeRole"), undefined],
  "some roles": [on("arn:aws:iam::111122223333:role/app-*", "sts:AssumeRole"), undefined],
  "a function's code": [allow("lambda:UpdateFunctionCode"), "it allows lambda:UpdateFunctionCode"],
  "commands on instances": [on("arn:aws:ec2:*:*:instance/*", "ssm:SendCommand"), "it allows ssm:SendCommand"],
  "half of what a method needs": [allow("cloudformation:CreateChangeSet"), undefined],
  "all that a method needs, in two statements": [
    {
      Statement: ["CreateChangeSet", "ExecuteChangeSet"].map((call) => ({
        ...{ Effect: "Allow", Action: `cloudformation:${call}`, Resource: "*" },
      })),
    },
    "it allows cloudformation:CreateChangeSet and cloudformation:ExecuteChangeSet",
  ],
  "switching the trail off": [allow("cloudtrail:StopLogging"), "it allows cloudtrail:StopLogging"],
  "a service whose name begins alike": [allow("iamx:*"), undefined],
  "a dot is no wildcard": [allow("iam.*"), undefined],
  denying: [{ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }, undefined],
  "an own key is given by a call for keys": [allow("iam:CreateAccessKey"), "it allows iam:CreateAccessKey"],
  "nothing allowed": [{ Statement: [] }, undefined],
};
test.each(Object.entries(rows))("%s", (_, [text, because]) => {
  expect(privilegedBecause(text)).toBe(because);
});
