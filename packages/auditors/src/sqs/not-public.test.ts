import { judge, toFinding } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
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
const feedOf = (Condition: Record<string, Record<string, string>>) => ({ facts: { id, policy: { Statement: [{ ...feed, Condition }] } } });
const { Condition: _, ...anyFeed } = feed;
const viaService = { ...anyone, Sid: "Services", Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } };

describe("sqs/not-public", () => {
  testAuditor(it, sqsNotPublic, {
    pass: {
      "no policy": { facts: { id, policy: null } },
      "a named principal": { facts: { id, policy: { Version: "2012-10-17", Statement: [own] } } },
      "one statement that is no list": { facts: { id, policy: { Statement: own } } },
      "an SNS feed": { facts: { id, policy: { Statement: [feed] } } },
      "a service for the own account": feedOf({ StringEquals: { "aws:SourceAccount": "000000000000" } }),
      "a service for the organization": feedOf({ StringEquals: { "aws:SourceOrgID": "o-1234567890" } }),
      "a denial of a service": { facts: { id, policy: { Statement: [{ ...anyFeed, Effect: "Deny" as const }, own] } } },
      "anyone of the organization": {
        facts: { id, policy: { Statement: [{ ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }] } },
      },
    },
    fail: {
      anyone: { facts: { id, policy: { Version: "2012-10-17", Statement: [anyone] } } },
      "anyone, as a single statement": { facts: { id, policy: { Statement: anyone } } },
      "anyone beside a feed, which stays": {
        facts: { id, policy: { Version: "2012-10-17", Id: "kept", Statement: [feed, anyone, own] } },
        blastRadius: { affected: [{ kind: "principal", id: "*" }] },
      },
      "anyone on a condition that limits nobody": {
        facts: { id, policy: { Statement: [{ ...anyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }] } },
      },
      "a service for anyone": {
        facts: { id, policy: { Statement: [own, anyFeed] } },
        remedy: { none: "aws:SourceArn or aws:SourceAccount" },
      },
      "any service for anyone": { facts: { id, policy: { Statement: [viaService] } }, remedy: { none: "by hand" } },
      "a service on a condition that names no source": {
        ...feedOf({ Bool: { "aws:SecureTransport": "true" } }),
        remedy: { none: "by hand" },
      },
      "a service for every source": { ...feedOf({ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } }), remedy: { none: "by hand" } },
    },
  });

  const inputOf = (...Statement: object[]) =>
    ({
      ...{ facts: { id, policy: { Statement } }, settings: {}, context: {}, partition: "aws", region: "us-east-1" },
      ...{ account: { id: "000000000000", kind: "prod" }, knownAccounts: new Set(), now: new Date(0) },
    }) as never;
  const verdicts: Record<string, [statements: object[], verdict: unknown]> = {
    "a service for anyone as a part of its own, at a lower severity": [
      [own, anyFeed],
      [
        {
          subKey: "service",
          status: "fail",
          severity: "low",
          reason: "a service may be made to act in it for anyone: no condition names the source",
          evidence: { statements: [anyFeed] },
        },
      ],
    ],
    "anyone at the check's own severity, and nothing else": [
      [anyFeed, anyone],
      { status: "fail", reason: "its policy lets anyone in", evidence: { statements: [anyone] } },
    ],
  };
  it.each(Object.entries(verdicts))("reports %s", (_name, [statements, verdict]) =>
    expect(sqsNotPublic.evaluate(inputOf(...statements))).toEqual(verdict),
  );

  it("removes what lets anyone in and leaves a service for anyone, a finding of its own", () => {
    const plan = sqsNotPublic.remediation?.plan(inputOf(anyone, anyFeed), undefined);
    expect(plan).toMatchObject({ outcome: "cured", steps: [{ after: { Statement: [anyFeed] } }] });
    const identities = [inputOf(anyone, anyFeed), inputOf(anyFeed)].map((input) => {
      const [judgement] = judge(sqsNotPublic, input);
      if (!judgement) throw new Error("not judged");
      return toFinding(sqsNotPublic, "aws", { account: "000000000000", region: "us-east-1", type: "sqs", id }, judgement);
    });
    expect(identities.map(({ severity }) => severity)).toEqual(["high", "low"]);
    expect(new Set(identities.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
