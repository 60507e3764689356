import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { trailBucketNotPublic } from "./bucket-not-public.ts";

const everyone = {
  ...{ Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" as const },
};
const signedIn = {
  ...{ Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" }, Permission: "READ" as const },
};
const cloudtrail = {
  ...{ Effect: "Allow" as const, Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "s3:PutObject" },
  Resource: "arn:aws:s3:::logs/AWSLogs/*",
};
const anyone = { Effect: "Allow" as const, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" };
const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const closed = {
  ...{ acl: { Owner: { ID: "c0ffee" }, Grants: [] as (typeof everyone)[] }, ownership: null as string | null },
  ...{ policy: { Statement: [cloudtrail] as object[] }, policyStatus: { IsPublic: false }, publicAccessBlock: null as typeof off | null },
};
const byAcl = { ...closed, acl: { ...closed.acl, Grants: [everyone] } };
const byPolicy = { ...closed, policy: { Statement: [cloudtrail, anyone] }, policyStatus: { IsPublic: true } };
const row = (bucketAccess: typeof closed | null) => ({
  facts: { id: "arn:aws:cloudtrail:us-east-1:000000000000:trail/t", name: "t", bucket: "logs", bucketAccess: bucketAccess as never },
});
const accounts = (publicAccessBlock: typeof off) => ({ accounts: [{ id: "000000000000", publicAccessBlock }] });

describe("trail/bucket-not-public", () => {
  testAuditor(it, trailBucketNotPublic, {
    pass: {
      "CloudTrail alone": row(closed),
      "a public ACL that the bucket ignores": row({ ...byAcl, publicAccessBlock: { ...off, IgnorePublicAcls: true } }),
      "a public ACL that the account ignores": { ...row(byAcl), context: accounts({ ...off, IgnorePublicAcls: true }) },
      "a public ACL that means nothing, since the owner is enforced": row({ ...byAcl, ownership: "BucketOwnerEnforced" }),
      "a public policy that the account restricts": { ...row(byPolicy), context: accounts({ ...off, RestrictPublicBuckets: true }) },
    },
    fail: {
      "an ACL for everyone": row(byAcl),
      "an ACL for everyone with an account of AWS": row({ ...closed, acl: { ...closed.acl, Grants: [signedIn] } }),
      "a policy for everyone": row(byPolicy),
      "a policy that AWS alone calls public": row({ ...closed, policyStatus: { IsPublic: true } }),
      "a policy that AWS does not call public though it is": row({ ...byPolicy, policyStatus: { IsPublic: false } }),
      "new public policies blocked, but not the old one": row({ ...byPolicy, publicAccessBlock: { ...off, BlockPublicPolicy: true } }),
      "a bucket that does not exist": row(null),
    },
  });
});
