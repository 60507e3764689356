import { expect, test } from "vitest";
import type { PolicyStatement } from "./document.ts";
import { grantsOf, unknownGrantsOf } from "./grants.ts";

const where = { kind: "resource", account: "111111111111", partition: "aws", knownAccounts: new Set(["222222222222"]) } as const;
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" } as const;

test.each(
  Object.entries({
    "the own account": [{ ...allow, Principal: { AWS: "111111111111" } }, [], 0],
    "a known account": [{ ...allow, Principal: { AWS: "222222222222" } }, [{ kind: "account", id: "222222222222", known: true }], 0],
    "an unknown account": [{ ...allow, Principal: { AWS: "333333333333" } }, [{ kind: "account", id: "333333333333", known: false }], 1],
    everyone: [{ ...allow, Principal: "*" }, [{ kind: "everyone" }], 1],
    "everyone and an unknown account": [
      { ...allow, Principal: { AWS: ["*", "333333333333"] } },
      [{ kind: "everyone" }, { kind: "account", id: "333333333333", known: false }],
      2,
    ],
    "an organization": [
      { ...allow, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } } },
      [{ kind: "organization", id: "o-exampleorgid" }],
      0,
    ],
    "an account by condition": [
      { ...allow, Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": ["111111111111", "333333333333"] } } },
      [{ kind: "account", id: "333333333333", known: false }],
      1,
    ],
    "a Deny": [{ ...allow, Effect: "Deny", Principal: "*" }, [], 0],
  } satisfies Record<string, [PolicyStatement, object[], number]>),
)("%s", (_, [statement, to, unknown]) => {
  const policy = { Statement: [{ ...allow, Principal: { AWS: "111111111111" } }, statement] };
  expect(grantsOf(policy, where)).toEqual(to.map((one) => ({ to: one, statement, index: 1 })));
  expect(unknownGrantsOf(policy, where)).toHaveLength(unknown);
});

test("without known accounts every foreign account is unknown", () => {
  const policy = { Statement: { ...allow, Principal: { AWS: "222222222222" } } };
  expect(unknownGrantsOf(policy, { ...where, knownAccounts: undefined })).toHaveLength(1);
});
