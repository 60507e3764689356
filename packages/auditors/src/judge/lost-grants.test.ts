import type { PolicyDocument, PolicyStatement } from "@plumbline/collectors/policy/document";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Affected } from "./affected.ts";
import { foreignGrantees, grantees, lostGrants } from "./lost-grants.ts";

const place = { kind: "resource", account: "111111111111", partition: "aws" } as const;
const own = "arn:aws:iam::111111111111:root";
const friend = "arn:aws:iam::222222222222:role/reader";
const allow = (Principal: PolicyStatement["Principal"], more: object = {}): PolicyStatement => ({
  ...{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
  ...(Principal === undefined ? {} : { Principal }),
  ...more,
});
const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const principals = (...ids: string[]): Affected[] => ids.map((id) => ({ kind: "principal", id }));
const byAccount = { Condition: { StringEquals: { "aws:PrincipalAccount": ["333333333333", "111111111111"] } } };
const byOrganization = { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } };

const named: Record<string, [policy: PolicyDocument | null, all: Affected[], foreign: Affected[]]> = {
  "no policy": [null, [], []],
  "a bare star": [policy(allow("*")), principals("*"), principals("*")],
  "a star in a list": [policy(allow({ AWS: ["*"] })), principals("*"), principals("*")],
  "the own account and another": [policy(allow({ AWS: [own, friend] })), principals(own, friend), principals(friend)],
  "a service": [policy(allow({ Service: "sns.amazonaws.com" })), principals("sns.amazonaws.com"), []],
  "accounts by condition": [
    policy(allow("*", byAccount)),
    [{ kind: "account", id: "333333333333" }],
    [{ kind: "account", id: "333333333333" }],
  ],
  "an organization by condition": [
    policy(allow("*", byOrganization)),
    [{ kind: "organization", id: "o-a1b2c3d4e5" }],
    [{ kind: "organization", id: "o-a1b2c3d4e5" }],
  ],
  "a network by condition, whose accounts nobody knows": [
    policy(allow("*", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } })),
    principals("*"),
    principals("*"),
  ],
  "all but one": [policy(allow(undefined, { NotPrincipal: { AWS: own } })), principals(`* but ${own}`), principals(`* but ${own}`)],
  "a name that says nothing": [policy(allow({ AWS: "" })), principals("*"), principals("*")],
  "one name in two statements": [
    policy(allow({ AWS: friend }), allow({ AWS: friend }, { Action: "sqs:*" })),
    principals(friend),
    principals(friend),
  ],
  "a denial": [policy(allow("*", { Effect: "Deny" })), [], []],
};
describe("whom a policy grants access", () => {
  it.each(Object.entries(named))("%s", (_, [document, all, foreign]) => {
    expect([grantees(document, place), foreignGrantees(document, place)]).toEqual([all, foreign]);
  });
});

const both = policy(allow({ AWS: friend }), allow("*"));
const lost: Record<string, [before: PolicyDocument | null, after: PolicyDocument | null, lost: Affected[]]> = {
  "everything goes": [both, null, principals("*", friend)],
  "one statement goes": [both, policy(allow({ AWS: friend })), principals("*")],
  "a principal goes from a list": [policy(allow({ AWS: ["*", friend] })), policy(allow({ AWS: [friend, own] })), principals("*")],
  "the same grant stays under another name": [
    policy(allow({ AWS: friend }, { Sid: "One" })),
    policy(allow({ AWS: friend }, { Sid: "Two" })),
    [],
  ],
  "a wider grant stays": [policy(allow({ AWS: friend })), policy(allow({ AWS: friend }, { Action: "SQS:*" })), []],
  "a grant of less stays": [policy(allow({ AWS: friend }, { Action: "sqs:*" })), policy(allow({ AWS: friend })), principals(friend)],
  "a grant of other resources stays": [
    policy(allow({ AWS: friend })),
    policy(allow({ AWS: friend }, { Resource: "arn:aws:sqs:eu-west-1:111111111111:other" })),
    principals(friend),
  ],
  "the same grant stays on a condition": [
    policy(allow({ AWS: friend })),
    policy(allow({ AWS: friend }, byOrganization)),
    principals(friend),
  ],
  "a grant on the same condition stays": [
    policy(allow({ AWS: friend }, byOrganization), allow("*")),
    policy(allow({ AWS: friend }, { ...byOrganization, Sid: "Kept" })),
    principals("*"),
  ],
  "a condition goes": [policy(allow({ AWS: friend }, byOrganization)), policy(allow({ AWS: friend })), []],
  "somebody is let in anew": [policy(allow({ AWS: friend })), policy(allow({ AWS: friend }), allow("*")), []],
  "a role's statement is replaced by a denial": [
    policy({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }),
    policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }),
    principals("*"),
  ],
};
describe("who loses a grant when", () => {
  it.each(Object.entries(lost))("%s", (_, [before, after, ids]) => {
    expect(lostGrants(before, after, place)).toEqual(ids);
  });
});

const statement = fc
  .record({
    Principal: fc.constantFrom("*", { AWS: friend }, { AWS: [own, "*"] }, { Service: "sns.amazonaws.com" }),
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Action: fc.constantFrom("sqs:*", "sqs:SendMessage", ["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
    Resource: fc.constantFrom("*", "arn:aws:sqs:eu-west-1:111111111111:orders"),
  })
  .chain((one) => fc.constantFrom<PolicyStatement>(one, { ...one, ...byAccount }, { ...one, ...byOrganization }));
const document = fc.array(statement, { maxLength: 5 }).map((all) => policy(...all));

it("for any policy: nobody loses by no edit, all by its removal, and whoever loses was granted something", () => {
  fc.assert(
    fc.property(document, document, (before, after) => {
      expect(lostGrants(before, before, place)).toEqual([]);
      expect(lostGrants(before, null, place)).toEqual(grantees(before, place));
      const all = new Set(grantees(before, place).map(({ kind, id }) => `${kind} ${id}`));
      for (const { kind, id } of lostGrants(before, after, place)) expect(all).toContain(`${kind} ${id}`);
    }),
    { numRuns: 300 },
  );
});
