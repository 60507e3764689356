import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { iamRoleNotPublic } from "./not-public.ts";

const role = { id: "reader", path: "/" };
const trust = (...Statement: object[]) => JSON.parse(JSON.stringify({ Version: "2012-10-17", Id: "kept", Statement }));
const anyone = { Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const own = { Sid: "Own", Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "sts:AssumeRole" };
const ec2 = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
const deny = {
  Sid: "Keep",
  Effect: "Deny",
  Principal: "*",
  Action: "sts:AssumeRole",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const federated = (Federated: string, Action: string, StringEquals?: object) => ({
  ...{ Effect: "Allow", Principal: { Federated }, Action },
  ...(StringEquals ? { Condition: { StringEquals } } : {}),
});
const github = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";
const eks = "arn:aws:iam::000000000000:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";
const saml = "arn:aws:iam::000000000000:saml-provider/okta";
const web = "sts:AssumeRoleWithWebIdentity";

describe("iam_role/not-public", () => {
  testAuditor(it, iamRoleNotPublic, {
    pass: {
      "the own account": { facts: { ...role, trustPolicy: trust(own) } },
      "an AWS service": { facts: { ...role, trustPolicy: trust(ec2) } },
      "a service-linked role": {
        facts: {
          ...role,
          path: "/aws-service-role/ecs.amazonaws.com/",
          trustPolicy: trust({ ...ec2, Principal: { Service: "ecs.amazonaws.com" } }),
        },
      },
      "another account, known or not, is not anyone": {
        facts: { ...role, trustPolicy: trust({ ...own, Principal: { AWS: "arn:aws:iam::999999999999:root" } }) },
      },
      "anyone of the organization": {
        facts: { ...role, trustPolicy: trust({ ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }) },
      },
      "one statement that is no list": { facts: { ...role, trustPolicy: { Statement: { ...own, Effect: "Allow" } } } },
      "no statement": { facts: { ...role, trustPolicy: { Statement: [] } } },
      "a denial of everyone": { facts: { ...role, trustPolicy: trust({ ...anyone, Effect: "Deny" }) } },
      "GitHub for one repository": {
        facts: {
          ...role,
          trustPolicy: trust(federated(github, web, { "token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main" })),
        },
      },
      "an issuer of one customer with an audience": {
        facts: {
          ...role,
          trustPolicy: trust(federated(eks, web, { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:aud": "sts.amazonaws.com" })),
        },
      },
      "SAML with the audience": {
        facts: {
          ...role,
          trustPolicy: trust(federated(saml, "sts:AssumeRoleWithSAML", { "saml:aud": "https://signin.aws.amazon.com/saml" })),
        },
      },
      "Cognito with the pool": {
        facts: {
          ...role,
          trustPolicy: trust(federated("cognito-identity.amazonaws.com", web, { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" })),
        },
      },
      "the own account in China": {
        facts: { ...role, trustPolicy: trust({ ...own, Principal: { AWS: "arn:aws-cn:iam::000000000000:root" } }) },
        partition: "aws-cn",
        region: "cn-northwest-1",
      },
    },
    fail: {
      anyone: {
        facts: { ...role, trustPolicy: trust(anyone) },
        remedy: "cured",
        blastRadius: { affected: [{ kind: "principal", id: "*" }], untold: "when it was last used; a plan from a run reads it" },
      },
      "anyone, and used lately": {
        facts: { ...role, trustPolicy: trust(anyone), lastUsed: "2026-02-27T00:00:00.000Z" },
        blastRadius: { lastUsed: "2026-02-27T00:00:00.000Z", affected: [{ kind: "principal", id: "*" }] },
      },
      "anyone, and not used for as long as AWS looks back": {
        facts: { ...role, trustPolicy: trust(anyone, ec2), lastUsed: null },
        blastRadius: { lastUsed: null, affected: [{ kind: "principal", id: "*" }] },
      },
      "anyone, as a bare star": { facts: { ...role, trustPolicy: trust({ ...anyone, Principal: "*" }) }, remedy: "cured" },
      "anyone, as a single statement": { facts: { ...role, trustPolicy: { Statement: { ...anyone, Effect: "Allow" } } }, remedy: "cured" },
      "anyone in mixed case": { facts: { ...role, trustPolicy: trust({ ...anyone, Action: "STS:assumerole" }) }, remedy: "cured" },
      "anyone beside good statements, which stay": { facts: { ...role, trustPolicy: trust(own, anyone, ec2, deny) }, remedy: "cured" },
      "anyone beside a denial only, which stays": { facts: { ...role, trustPolicy: trust(deny, anyone) }, remedy: "cured" },
      "anyone on a condition that limits nobody": {
        facts: { ...role, trustPolicy: trust({ ...anyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }) },
        remedy: "cured",
      },
      "all but one": {
        facts: {
          ...role,
          trustPolicy: trust({ Effect: "Allow", NotPrincipal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "sts:AssumeRole" }),
        },
        remedy: "cured",
      },
      "GitHub without a subject": {
        facts: { ...role, trustPolicy: trust(federated(github, web, { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" })) },
        remedy: "cured",
      },
      "an issuer of one customer without an audience": { facts: { ...role, trustPolicy: trust(federated(eks, web)) }, remedy: "cured" },
      "SAML without the audience": { facts: { ...role, trustPolicy: trust(federated(saml, "sts:AssumeRoleWithSAML")) }, remedy: "cured" },
      "Cognito without the pool": {
        facts: { ...role, trustPolicy: trust(federated("cognito-identity.amazonaws.com", web)) },
        remedy: "cured",
      },
      "anyone in GovCloud": {
        facts: { ...role, trustPolicy: trust(anyone) },
        partition: "aws-us-gov",
        region: "us-gov-west-1",
        remedy: "cured",
      },
      "a service-linked role is judged, not changed": {
        facts: { ...role, path: "/aws-service-role/ecs.amazonaws.com/", trustPolicy: trust(anyone) },
        remedy: { none: "AWS keeps the roles below /aws-service-role/" },
      },
      "a reserved role is judged, not changed": {
        facts: { ...role, path: "/aws-reserved/sso.amazonaws.com/", trustPolicy: trust(anyone) },
        remedy: { none: "AWS keeps the roles below /aws-reserved/" },
      },
      "a role of a service that the customer owns is changed": {
        facts: { ...role, path: "/service-role/", trustPolicy: trust(anyone) },
        remedy: "cured",
      },
    },
  });

  it("says unknown of a trust policy that can't be read", () => {
    const facts = { ...role, trustPolicy: null, unreadable: "{" };
    const input = {
      facts,
      settings: {},
      partition: "aws",
      region: "us-east-1",
      account: { id: "000000000000", kind: "prod" as const },
      knownAccounts: new Set<string>(),
      now: new Date(0),
      context: {},
    };
    expect(judge(iamRoleNotPublic, input)).toMatchObject([
      { verdict: { status: "unknown", cause: "failed", reason: expect.stringContaining("cannot read the policy document") } },
    ]);
  });
});
