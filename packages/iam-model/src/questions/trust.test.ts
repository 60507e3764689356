import { describe, expect, test } from "vitest";
import { inventoryOf } from "./inventory.ts";
import { outsideTrust, trust } from "./trust.ts";
import * as w from "./world.fixture.ts";

const { account, when } = w;
const vendor = "999988887777";
const github = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const sub = (value: string | string[]) => ({
  ...{ Action: "sts:AssumeRoleWithWebIdentity" },
  Condition: {
    StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
    StringLike: { "token.actions.githubusercontent.com:sub": value },
  },
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
const rows: Record<string, { readonly trust: unknown; readonly is: readonly object[] }> = {
  "the own account": { trust: w.trusts({ AWS: `arn:aws:iam::${account}:root` }), is: [] },
  "a service": { trust: w.trusts({ Service: "ec2.amazonaws.com" }), is: [] },
  everyone: { trust: w.trusts("*"), is: [{ kind: "everyone", whose: "everyone", verdict: "public", concern: "public" }] },
  "everyone of an organization": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalOrgID", "o-example")),
    is: [{ kind: "everyone", verdict: "organization", concern: null, conditions: ["StringEquals aws:PrincipalOrgID o-example"] }],
  },
  "everyone of another organization": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalOrgID", "o-other")),
    is: [{ kind: "everyone", verdict: "organization", concern: "unknown-organization" }],
  },
  "everyone of the own organization or another": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalOrgID", ["o-example", "o-other"])),
    is: [{ concern: "unknown-organization" }],
  },
  "everyone below a unit of another organization": {
    trust: w.trusts("*", when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-other/r-1/*")),
    is: [{ concern: "unknown-organization" }],
  },
  "everyone of an unknown account": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalAccount", vendor)),
    is: [{ kind: "everyone", principal: "*", account: vendor, whose: "unknown", verdict: "cross-account", concern: "no-external-id" }],
  },
  "everyone of an unknown account with an external id": {
    trust: w.trusts("*", { Condition: { StringEquals: { "aws:PrincipalAccount": vendor, "sts:ExternalId": "x" } } }),
    is: [{ kind: "everyone", account: vendor, hasExternalId: true, concern: "unknown-account" }],
  },
  "everyone who has an ARN of an unknown account": {
    trust: w.trusts("*", when("ArnEquals", "aws:PrincipalArn", `arn:aws:iam::${vendor}:role/*`)),
    is: [{ kind: "everyone", account: vendor, whose: "unknown", concern: "no-external-id" }],
  },
  "everyone who has an ARN like an unknown account's": {
    trust: w.trusts("*", when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${vendor}:*`)),
    is: [{ account: vendor, concern: "no-external-id" }],
  },
  "everyone whose ARN as a text is like an unknown account's": {
    trust: w.trusts("*", when("StringLike", "aws:PrincipalArn", `arn:aws:iam::${vendor}:role/*`)),
    is: [{ account: vendor, concern: "no-external-id" }],
  },
  "everyone of some accounts, each judged by itself": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalAccount", [account, "777766665555", "888877776666", vendor])),
    is: [
      { kind: "everyone", account: "777766665555", whose: "organization", concern: null },
      { kind: "everyone", account: "888877776666", whose: "configured", concern: null },
      { kind: "everyone", account: vendor, whose: "unknown", concern: "no-external-id" },
    ],
  },
  "everyone of the own account": {
    trust: w.trusts("*", when("StringEquals", "aws:PrincipalAccount", account)),
    is: [{ kind: "everyone", account: null, verdict: "private", concern: null }],
  },
  "everyone but for whom a Deny leaves, of an unknown account or another organization": {
    trust: w.document(
      { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
      {
        ...{ Effect: "Deny", Principal: "*", Action: "sts:*" },
        Condition: { StringNotEquals: { "aws:PrincipalAccount": vendor, "aws:PrincipalOrgID": "o-other" } },
      },
    ),
    is: [
      { account: vendor, whose: "unknown", concern: "no-external-id" },
      { account: null, whose: "everyone", concern: "unknown-organization" },
    ],
  },
  "everyone of the own organization beside an unknown account": {
    trust: w.trusts({ AWS: ["*", vendor] }, when("StringEquals", "aws:PrincipalOrgID", "o-example")),
    is: [
      { kind: "everyone", account: null, verdict: "organization", concern: null },
      { kind: "account", account: vendor, verdict: "cross-account", concern: "no-external-id" },
    ],
  },
  "an unknown account that another's condition shuts out": {
    trust: w.trusts({ AWS: vendor }, when("StringEquals", "aws:PrincipalAccount", account)),
    is: [{ account: vendor, verdict: "private", concern: null }],
  },
  "an unknown account, and a Deny for everyone": {
    trust: w.document(
      { Effect: "Allow", Principal: { AWS: vendor }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: "*", Action: "sts:*" },
    ),
    is: [{ account: vendor, verdict: "private", concern: null }],
  },
  "an unknown account, and a Deny for some": {
    trust: w.document(
      { Effect: "Allow", Principal: { AWS: vendor }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: { AWS: "777766665555" }, Action: "sts:*" },
    ),
    is: [{ account: vendor, verdict: "cross-account", concern: "no-external-id" }],
  },
  "an identity provider of an unknown account": {
    trust: w.trusts(
      { Federated: `arn:aws:iam::${vendor}:saml-provider/okta` },
      { Action: "sts:AssumeRoleWithSAML", ...when("StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml") },
    ),
    is: [{ kind: "federated", account: vendor, whose: "unknown", concern: "unknown-account" }],
  },
  "an unknown account": {
    trust: w.trusts({ AWS: vendor }),
    is: [{ account: vendor, whose: "unknown", hasExternalId: false, concern: "no-external-id" }],
  },
  "an unknown account with an external id": {
    trust: w.trusts({ AWS: vendor }, when("StringEquals", "sts:ExternalId", "x")),
    is: [{ account: vendor, whose: "unknown", hasExternalId: true, concern: "unknown-account" }],
  },
  "an external id that need not be there": {
    trust: w.trusts({ AWS: vendor }, when("StringEqualsIfExists", "sts:ExternalId", "x")),
    is: [{ hasExternalId: false, concern: "no-external-id" }],
  },
  "an external id that must not be": {
    trust: w.trusts({ AWS: vendor }, when("StringNotEquals", "sts:ExternalId", "x")),
    is: [{ hasExternalId: false, concern: "no-external-id" }],
  },
  "an account of the configuration": { trust: w.trusts({ AWS: "888877776666" }), is: [{ whose: "configured", concern: null }] },
  "an account of the organization": { trust: w.trusts({ AWS: "777766665555" }), is: [{ whose: "organization", concern: null }] },
  "another account of the inventory": { trust: w.trusts({ AWS: "444455556666" }), is: [{ whose: "inventory", concern: null }] },
  "two accounts": {
    trust: w.trusts({ AWS: [`arn:aws:iam::${vendor}:role/a`, "777766665555"] }),
    is: [{ account: vendor }, { account: "777766665555" }],
  },
  "GitHub, one repository": {
    trust: w.trusts({ Federated: github }, sub("repo:acme/site:ref:refs/heads/main")),
    is: [{ kind: "federated", whose: "own", verdict: "private", concern: null }],
  },
  "GitHub, every repository": {
    trust: w.trusts({ Federated: github }, sub("repo:*")),
    is: [{ kind: "federated", verdict: "public", concern: "public" }],
  },
  "GitHub, without its subject": {
    trust: w.trusts({ Federated: github }, { Action: "sts:AssumeRoleWithWebIdentity" }),
    is: [{ kind: "federated", verdict: "public", concern: "public" }],
  },
  "a SAML provider": {
    trust: w.trusts(
      { Federated: `arn:aws:iam::${account}:saml-provider/okta` },
      { Action: "sts:AssumeRoleWithSAML", ...when("StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml") },
    ),
    is: [{ kind: "federated", verdict: "private", concern: null }],
  },
  "an unknown account that its own condition shuts out": {
    trust: w.trusts({ AWS: vendor }, when("StringNotEquals", "aws:PrincipalAccount", vendor)),
    is: [{ account: vendor, concern: null }],
  },
  "an unknown account where another one is shut out": {
    trust: w.trusts({ AWS: vendor }, when("StringNotEquals", "aws:PrincipalAccount", ["444455556666", account])),
    is: [{ account: vendor, concern: "no-external-id" }],
  },
  "two unknown accounts of which one is shut out": {
    trust: w.trusts({ AWS: [vendor, "222233334444"] }, when("StringNotLike", "aws:PrincipalAccount", "2222*")),
    is: [
      { account: vendor, concern: "no-external-id" },
      { account: "222233334444", concern: null },
    ],
  },
  "everyone of an unknown account that is shut out": {
    trust: w.trusts("*", {
      Condition: { StringEquals: { "aws:PrincipalAccount": vendor }, StringNotEquals: { "aws:principalaccount": vendor } },
    }),
    is: [{ account: vendor, concern: null }],
  },
  "an identity provider of an unknown account, whose people come without an account": {
    trust: w.trusts(
      { Federated: `arn:aws:iam::${vendor}:saml-provider/okta` },
      {
        Action: "sts:AssumeRoleWithSAML",
        Condition: {
          StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" },
          StringNotEquals: { "aws:PrincipalAccount": vendor },
        },
      },
    ),
    is: [{ kind: "federated", account: vendor, concern: "unknown-account" }],
  },
  "an unknown account that tags its sessions": { trust: w.trusts({ AWS: vendor }, { Action: "sts:TagSession" }), is: [] },
  "an unknown account that assumes and tags": {
    trust: w.trusts({ AWS: vendor }, { Action: ["sts:AssumeRole", "sts:TagSession"] }),
    is: [{ concern: "no-external-id" }],
  },
  "an unknown account with any external id": {
    trust: w.trusts({ AWS: vendor }, when("StringLike", "sts:ExternalId", "*")),
    is: [{ hasExternalId: false, concern: "no-external-id" }],
  },
  "an unknown account with one of some external ids": {
    trust: w.trusts({ AWS: vendor }, when("StringLike", "sts:ExternalId", ["abc-*", "?*"])),
    is: [{ hasExternalId: false, concern: "no-external-id" }],
  },
  "an unknown account with an id that is a star": {
    trust: w.trusts({ AWS: vendor }, when("StringEquals", "sts:ExternalId", "*")),
    is: [{ hasExternalId: true, concern: "unknown-account" }],
  },
  "a Deny": { trust: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }] }, is: [] },
  "all but one": {
    trust: { Version: "2012-10-17", Statement: [{ Effect: "Allow", NotPrincipal: { AWS: vendor }, Action: "sts:AssumeRole" }] },
    is: [{ kind: "everyone", concern: "public" }],
  },
};

describe("trust", () => {
  const around = [w.user("bob", { of: "444455556666" }), w.memberAccount([["p-1"]], { of: "777766665555" })];
  test.each(Object.entries(rows))("%s", (_, { trust: policy, is }) => {
    const inventory = inventoryOf(w.world([w.role("job", { trust: policy as never }), ...around]));
    const answer = trust(inventory, { knownAccounts: new Set(["888877776666"]) });
    expect(answer.rows).toMatchObject(is);
    expect(answer.rows.length).toBe(is.length);
  });
  test("a trust policy that can't be read is said", () => {
    const { rows: found, notConsidered } = trust(inventoryOf(w.world([w.role("job", { trust: "{" as never })])));
    expect({ found, notConsidered }).toMatchObject({
      found: [],
      notConsidered: [...outsideTrust, { what: expect.stringContaining("can't be read"), effect: "may add" }],
    });
  });
});
