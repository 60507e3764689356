import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketPolicyGrantsNoAccess } from "./policy-grants-no-access.ts";

const allow = { Effect: "Allow" as const, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const to = (account: string) => ({ ...allow, Principal: { AWS: `arn:aws:iam::${account}:root` } });
const own = to("000000000000");
const stranger = to("222222222222");
const known = ["000000000000", "333333333333"];
const policy = (...Statement: object[]) => ({
  id: "b",
  region: "eu-west-1",
  policy: { Version: "2012-10-17", Id: "kept", Statement } as never,
});

describe("s3_bucket/policy-grants-no-access", () => {
  testAuditor(it, s3BucketPolicyGrantsNoAccess, {
    pass: {
      "no policy": { facts: { id: "b", region: "eu-west-1", policy: null } },
      "AWS has nothing to say of it": { facts: { id: "b", region: "eu-west-1", policy: undefined } },
      "an empty list of statements": { facts: policy() },
      "the own account": { facts: policy(own) },
      "a known account": { facts: policy(to("333333333333")), knownAccounts: known },
      "an organization": {
        facts: policy({ ...allow, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }),
      },
      "a denied stranger": { facts: policy({ ...stranger, Effect: "Deny" }) },
      "a service for the own account": {
        facts: policy({
          ...allow,
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
        }),
      },
    },
    fail: {
      "an unknown account beside the own one, which stays": {
        facts: policy(own, stranger),
        knownAccounts: known,
        blastRadius: { affected: [{ kind: "principal", id: "arn:aws:iam::222222222222:root" }] },
      },
      "an unknown account as a bare number": { facts: policy({ ...allow, Principal: { AWS: "222222222222" } }) },
      "an unknown account by condition": {
        facts: policy({
          ...allow,
          Principal: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": ["000000000000", "222222222222"] } },
        }),
        blastRadius: { affected: [{ kind: "account", id: "222222222222" }] },
      },
      "a known and an unknown account in one statement": {
        facts: policy({ ...allow, Principal: { AWS: ["arn:aws:iam::333333333333:root", "arn:aws:iam::222222222222:role/x"] } }),
        knownAccounts: known,
        blastRadius: {
          affected: [
            { kind: "principal", id: "arn:aws:iam::222222222222:role/x" },
            { kind: "principal", id: "arn:aws:iam::333333333333:root" },
          ],
        },
      },
      "everyone, in a single statement": { facts: { id: "b", region: "eu-west-1", policy: { Statement: { ...allow, Principal: "*" } } } },
      "everyone but one": {
        facts: policy({ ...allow, NotPrincipal: { AWS: "arn:aws:iam::000000000000:root" } }),
        blastRadius: { affected: [{ kind: "principal", id: "* but arn:aws:iam::000000000000:root" }] },
      },
      "an unknown account in China": {
        partition: "aws-cn",
        facts: policy({ ...allow, Principal: { AWS: "arn:aws-cn:iam::222222222222:root" }, Resource: "arn:aws-cn:s3:::b/*" }),
      },
    },
  });
});
