import { describe, expect, test } from "vitest";
import { analysePolicy } from "./analyse.ts";
import type { PolicyDocument, PolicyStatement } from "./document.ts";
import { publicStatements, restrictToAccount, withoutStatements } from "./public-statements.ts";

const where = { kind: "resource", account: "111111111111", partition: "aws" } as const;
const root = "arn:aws:iam::111111111111:root";
const friend = "arn:aws:iam::222222222222:root";
const own: PolicyStatement = { Sid: "Own", Effect: "Allow", Principal: { AWS: root }, Action: "sqs:*", Resource: "*" };
const open: PolicyStatement = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };

describe("publicStatements and withoutStatements", () => {
  test.each(
    Object.entries({
      "one of two": [
        { Id: "x", Statement: [own, open] },
        { Id: "x", Statement: [own] },
      ],
      "the single object": [{ Version: "2012-10-17", Statement: open }, null],
      "all of them": [{ Statement: [open, { ...open, Sid: "Two" }] }, null],
      "none of a list": [{ Statement: [own] }, { Statement: [own] }],
      "none, and a single object stays one": [{ Statement: own }, { Statement: own }],
      "an empty list becomes none": [{ Statement: [] }, null],
    } satisfies Record<string, [PolicyDocument, PolicyDocument | null]>),
  )("%s", (_, [policy, left]) => {
    const offending = publicStatements(policy, where);
    expect(withoutStatements(policy, (statement) => offending.includes(statement))).toEqual(left);
  });

  test("the reason says which key did not help", () => {
    const statement: PolicyStatement = { ...open, Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } };
    expect(analysePolicy({ Statement: [own, statement] }, where).statements[1]).toEqual({
      statement,
      index: 1,
      verdict: "public",
      confusedDeputy: false,
      accounts: [],
      organizations: [],
      reason: "Lets in anyone (principal *): IpAddress aws:SourceIp covers too much of the internet (0.0.0.0/1, 128.0.0.0/1).",
    });
  });
});

describe("restrictToAccount", () => {
  const key = { Sid: "Key", Effect: "Allow", Action: "kms:*", Resource: "*" } as const;
  const condition = { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } };
  const google = { StringEquals: { "accounts.google.com:aud": "66677788899900pro0" } };
  test.each(
    Object.entries({
      "a bare star": [
        { ...key, Principal: "*" },
        { ...key, Principal: { AWS: root } },
      ],
      "a star under AWS; conditions stay": [
        { ...key, Principal: { AWS: "*" }, Condition: condition },
        { ...key, Principal: { AWS: root }, Condition: condition },
      ],
      "a star among others": [
        { ...key, Principal: { AWS: [friend, "*"] } },
        { ...key, Principal: { AWS: [friend, root] } },
      ],
      "a star beside the root": [
        { ...key, Principal: { AWS: [root, "*"] } },
        { ...key, Principal: { AWS: root } },
      ],
      "any account's root beside a service": [
        { ...key, Principal: { Service: "sns.amazonaws.com", AWS: "arn:aws:iam::*:root" } },
        { ...key, Principal: { Service: "sns.amazonaws.com", AWS: root } },
      ],
      "any service": [
        { ...key, Principal: { Service: ["*", "sns.amazonaws.com"] } },
        { ...key, Principal: { Service: ["sns.amazonaws.com"], AWS: root } },
      ],
      "an open provider beside one that a condition limits": [
        { ...key, Principal: { Federated: ["www.amazon.com", "accounts.google.com"] }, Condition: google },
        { ...key, Principal: { Federated: ["accounts.google.com"], AWS: root }, Condition: google },
      ],
      "all but one principal": [
        { ...key, NotPrincipal: { AWS: friend } },
        { ...key, Principal: { AWS: root } },
      ],
      "a star that a condition limits stays": [
        { ...key, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111111111111" } } },
        { ...key, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111111111111" } } },
      ],
      "a foreign account is not public": [
        { ...key, Principal: { AWS: friend } },
        { ...key, Principal: { AWS: friend } },
      ],
    } satisfies Record<string, [PolicyStatement, PolicyStatement]>),
  )("%s", (_, [before, after]) => {
    expect(restrictToAccount({ Statement: [own, before] }, { ...where, service: "kms" })).toEqual({ Statement: [own, after] });
    expect(restrictToAccount({ Statement: before }, { ...where, service: "kms" })).toEqual({ Statement: after });
  });

  test("in another partition", () => {
    const restricted = restrictToAccount({ Statement: { ...key, Principal: "*" } }, { ...where, partition: "aws-cn" });
    expect(restricted).toEqual({ Statement: { ...key, Principal: { AWS: "arn:aws-cn:iam::111111111111:root" } } });
  });
});
