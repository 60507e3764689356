import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { expect, test } from "vitest";
import { privilegedBecause } from "./privileged-policy.ts";

const allow = (...actions: string[]): PolicyText => ({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
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
  "all of another service": [allow("s3:*"), undefined],
  "a service whose name begins alike": [allow("iamx:*"), undefined],
  "a dot is no wildcard": [allow("iam.*"), undefined],
  denying: [{ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }, undefined],
  "an own key is given by a call for keys": [allow("iam:CreateAccessKey"), "it allows iam:CreateAccessKey"],
  "nothing allowed": [{ Statement: [] }, undefined],
};
test.each(Object.entries(rows))("%s", (_, [text, because]) => {
  expect(privilegedBecause(text)).toBe(because);
});
