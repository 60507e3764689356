import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketEnforcesTls } from "./enforces-tls.ts";

const deny = {
  Sid: "Tls",
  Effect: "Deny" as const,
  Principal: "*" as string | Record<string, string>,
  Action: "s3:*",
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const own = { Sid: "Own", Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "s3:*", Resource: "*" };
const facts = (...Statement: object[]) => ({
  id: "b",
  region: "eu-west-1",
  policy: { Version: "2012-10-17", Id: "kept", Statement } as never,
});

describe("s3_bucket/enforces-tls", () => {
  testAuditor(it, s3BucketEnforcesTls, {
    pass: {
      "a deny for bucket and objects": { facts: facts(deny) },
      "a deny for all resources, in other letters": {
        facts: facts(own, { ...deny, Principal: { AWS: "*" }, Resource: "*", Condition: { bool: { "AWS:securetransport": false } } }),
      },
      "a deny for each": { facts: facts({ ...deny, Resource: "arn:aws:s3:::b" }, { ...deny, Resource: "arn:aws:s3:::b/*" }) },
      // The scan that CIS users came from read the last Deny alone, and failed a bucket for a second one without a Bool.
      "a deny, and after it one that has nothing to do with TLS": {
        facts: facts(deny, { Sid: "Puts", Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" }),
      },
      "a deny, and after it one on another condition": {
        facts: facts(deny, { ...deny, Sid: "Vpc", Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
      },
      "a deny, and before it one on the TLS version": {
        facts: facts({ ...deny, Sid: "Version", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } }, deny),
      },
      "a deny in China": { partition: "aws-cn", facts: facts({ ...deny, Resource: ["arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b/*"] }) },
    },
    fail: {
      "no policy": { facts: { id: "b", region: "eu-west-1", policy: null }, blastRadius: { affected: [] } },
      "a policy without a deny, whose statements stay": {
        facts: facts(own),
        blastRadius: { affected: [{ kind: "principal", id: "arn:aws:iam::000000000000:root" }] },
      },
      "a single statement": { facts: { id: "b", region: "eu-west-1", policy: { Statement: own } } },
      "objects only": { facts: facts({ ...deny, Resource: "arn:aws:s3:::b/*" }) },
      "the bucket only": { facts: facts({ ...deny, Resource: "arn:aws:s3:::b" }) },
      "the TLS version only, which plain HTTP does not have": {
        facts: facts({ ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } }),
      },
      "some actions only": { facts: facts({ ...deny, Action: "s3:GetObject" }) },
      "some callers only": { facts: facts({ ...deny, Principal: { AWS: "arn:aws:iam::000000000000:root" } }) },
      "on one more condition": {
        facts: facts({ ...deny, Condition: { ...deny.Condition, StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
      },
      "the condition the wrong way round": { facts: facts({ ...deny, Condition: { Bool: { "aws:SecureTransport": "true" } } }) },
      "an Allow with TLS, which denies nobody": {
        facts: facts({ ...deny, Effect: "Allow", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      },
      "a deny of another partition's bucket": { partition: "aws-us-gov", facts: facts(deny) },
      "a Sid that is taken": { facts: facts({ ...own, Sid: "DenyInsecureTransport" }) },
    },
  });
});
