import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketNotPublic } from "./not-public.ts";

const grantee = (URI: string) => ({ Grantee: { Type: "Group" as const, URI }, Permission: "READ" as const });
const owner = { Grantee: { Type: "CanonicalUser" as const, ID: "c0ffee" }, Permission: "FULL_CONTROL" as const };
const world = grantee("http://acs.amazonaws.com/groups/global/AllUsers");
const signedIn = grantee("http://acs.amazonaws.com/groups/global/AuthenticatedUsers");
const logDelivery = grantee("http://acs.amazonaws.com/groups/s3/LogDelivery");
const acl = { Owner: { ID: "c0ffee", DisplayName: "kept" }, Grants: [owner] };

const anyone = { Sid: "Open", Effect: "Allow" as const, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const own = { ...anyone, Sid: "Own", Principal: { AWS: "arn:aws:iam::000000000000:root" } };
const open = { Version: "2012-10-17", Id: "kept", Statement: [own, anyone] };
const closed = { Version: "2012-10-17", Statement: [own] };

const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const [ignore, restrict] = [
  { ...off, IgnorePublicAcls: true },
  { ...off, RestrictPublicBuckets: true },
];
const publicStatus = { IsPublic: true };
const quiet = { IsPublic: false };
const accounts = (publicAccessBlock: typeof off | null) => ({ accounts: [{ id: "000000000000", publicAccessBlock }] });

const bucket = { id: "b", region: "eu-west-1", acl, ownership: null, policy: null, policyStatus: quiet, publicAccessBlock: null };
const byPolicy = { ...bucket, policy: open, policyStatus: publicStatus };
const byAcl = { ...bucket, acl: { ...acl, Grants: [owner, world] } };
const byStatusAlone = { ...bucket, policy: closed, policyStatus: publicStatus };
const derived = { then: { policyStatus: quiet } };
const delivery = {
  ...{ Sid: "Logs", Effect: "Allow" as const, Principal: { Service: "delivery.logs.amazonaws.com" } },
  ...{ Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" },
};
const balancer = { ...delivery, Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" } };
const ofAccount = { StringEquals: { "aws:SourceAccount": "000000000000" } };
const ofBalancer = { ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/*" } };
const organization = { ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } };

describe("s3_bucket/not-public", () => {
  testAuditor(it, s3BucketNotPublic, {
    pass: {
      "nothing but the owner's grant": { facts: bucket },
      "aspects that AWS has nothing to say of": {
        facts: { ...bucket, policy: undefined, policyStatus: undefined, publicAccessBlock: undefined, ownership: undefined },
      },
      "a policy with a named principal": { facts: { ...bucket, policy: closed } },
      "anyone of the organization": { facts: { ...bucket, policy: { Statement: organization } } },
      "log delivery for the own account": { facts: { ...bucket, policy: { Statement: [own, { ...delivery, Condition: ofAccount }] } } },
      "log delivery for load balancers of the own account": {
        facts: { ...bucket, policy: { Statement: [{ ...balancer, Condition: ofBalancer }] } },
      },
      "log delivery for the organization": {
        facts: {
          ...bucket,
          policy: { Statement: [{ ...delivery, Condition: { StringEquals: { "aws:SourceOrgID": "o-1234567890" } } }] },
        },
      },
      "a public policy that the bucket restricts": { facts: { ...byPolicy, publicAccessBlock: restrict } },
      "a public policy that the account restricts": { facts: byPolicy, context: accounts(restrict) },
      "public ACLs that the bucket ignores": { facts: { ...byAcl, publicAccessBlock: ignore } },
      "public ACLs that the account ignores": { facts: byAcl, context: accounts(ignore) },
      "a public ACL of a bucket with an enforced owner": { facts: { ...byAcl, ownership: "BucketOwnerEnforced" } },
      "an ACL for the delivery of logs": { facts: { ...bucket, acl: { ...acl, Grants: [owner, logDelivery] } } },
      "no grant at all": { facts: { ...bucket, acl: { ...acl, Grants: [] } } },
    },
    fail: {
      "a public statement beside a good one, which stays": {
        facts: byPolicy,
        ...derived,
        remedy: "cured",
        blastRadius: { affected: [{ kind: "principal", id: "*" }] },
      },
      "a public statement alone": { facts: { ...byPolicy, policy: { Statement: anyone } }, ...derived },
      "a public statement in China": {
        partition: "aws-cn",
        facts: { ...byPolicy, policy: { Statement: [{ ...anyone, Principal: { AWS: ["*"] }, Resource: "arn:aws-cn:s3:::b/*" }] } },
        ...derived,
      },
      "an ACL for anyone": {
        facts: byAcl,
        blastRadius: { affected: [{ kind: "group", id: "http://acs.amazonaws.com/groups/global/AllUsers" }] },
      },
      "an ACL for anyone with an account, and log delivery that stays": {
        facts: { ...bucket, acl: { ...acl, Grants: [signedIn, logDelivery, owner] }, ownership: "BucketOwnerPreferred" },
      },
      "an ACL for anyone alone": { facts: { ...bucket, acl: { ...acl, Grants: [world] }, ownership: "ObjectWriter" } },
      "policy and ACL": {
        facts: { ...byAcl, policy: open, policyStatus: publicStatus },
        context: accounts(off),
        ...derived,
      },
      "the wrong blocks: new policies and ACLs only": {
        facts: {
          ...byAcl,
          policy: open,
          policyStatus: publicStatus,
          publicAccessBlock: { ...off, BlockPublicAcls: true, BlockPublicPolicy: true },
        },
      },
      "the wrong blocks at the account": {
        facts: byPolicy,
        context: accounts({ ...off, IgnorePublicAcls: true, BlockPublicPolicy: true }),
        blastRadius: { affected: [{ kind: "principal", id: "*" }] },
      },
      "AWS alone calls it public, so it is blocked": { facts: byStatusAlone, context: accounts(null), blastRadius: { affected: [] } },
      "our analysis alone calls it public": { facts: { ...byPolicy, policyStatus: quiet } },
      "our analysis alone, where a block holds only what AWS calls public": {
        facts: { ...byPolicy, policyStatus: quiet, publicAccessBlock: restrict },
      },
      "log delivery for anyone": {
        facts: { ...bucket, policy: { Statement: [own, delivery] } },
        remedy: { none: "aws:SourceArn or aws:SourceAccount" },
      },
      "log delivery for anyone's load balancers": {
        facts: { ...bucket, policy: { Statement: balancer } },
        remedy: { none: "by hand" },
      },
      "log delivery for anyone in a restricted bucket, which services may write to all the same": {
        facts: { ...byPolicy, policy: { Statement: [anyone, delivery] }, publicAccessBlock: restrict },
        remedy: { none: "by hand" },
      },
      "another account's block is not ours": {
        facts: byPolicy,
        context: { accounts: [{ id: "222222222222", publicAccessBlock: restrict }] },
        ...derived,
      },
    },
  });
});
