import type { Auditor, Remedy } from "@plumbline/audit-kit/define";
import { judge, type RawInput, toFinding } from "@plumbline/audit-kit/judge";
import { type Failing, planResource } from "@plumbline/audit-kit/remedy";
import { describe, expect, it } from "vitest";
import { s3BucketEnforcesSse } from "./enforces-sse.ts";
import { s3BucketEnforcesTls } from "./enforces-tls.ts";
import { s3BucketNotPublic } from "./not-public.ts";
import { s3BucketPolicyGrantsNoAccess } from "./policy-grants-no-access.ts";
import { s3BucketPublicAccessBlock } from "./public-access-block.ts";

const owner = { Grantee: { Type: "CanonicalUser", ID: "c0ffee" }, Permission: "FULL_CONTROL" };
const world = { Grantee: { Type: "Group", URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" };
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const own = { ...allow, Sid: "Own", Principal: { AWS: "arn:aws:iam::111111111111:root" } };
const stranger = { ...allow, Sid: "Stranger", Principal: { AWS: "arn:aws:iam::222222222222:root" } };
const anyone = { ...allow, Sid: "Open", Principal: "*" };
const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const bucket = {
  id: "b",
  region: "eu-west-1",
  acl: { Owner: { ID: "c0ffee" }, Grants: [owner, world] },
  ownership: "ObjectWriter",
  encryption: null,
  policy: { Version: "2012-10-17", Id: "kept", Statement: [own, anyone, stranger] },
  policyStatus: { IsPublic: true },
  publicAccessBlock: null as typeof off | null,
};

const inputOf = (auditor: Auditor, facts: object, settings: object = {}): RawInput => ({
  facts: { ...facts },
  context: { accounts: new Map([["111111111111", { id: "111111111111", publicAccessBlock: null }]]) },
  settings: auditor.settings?.parse(settings) ?? {},
  partition: "aws",
  region: "eu-west-1",
  account: { id: "111111111111", kind: "prod" },
  knownAccounts: new Set(["111111111111"]),
  now: new Date(0),
});
const failingOf = (auditor: Auditor, facts: object, settings: object = {}): Failing[] => {
  const input = inputOf(auditor, facts, settings);
  const resource = { account: "111111111111", region: "eu-west-1", type: "s3_bucket", id: "b" };
  const judged = judge(auditor, input).filter(({ verdict }) => verdict.status === "fail");
  return judged.map((judgement) => ({ auditor, input, finding: toFinding(auditor, "aws", resource, judgement) }));
};
const stepsOf = (remedy: Remedy) => ("none" in remedy ? [] : remedy.steps.map(({ change, after }) => [change.name, after]));

describe("the plans of one bucket together", () => {
  const checks: readonly [Auditor, object][] = [
    [s3BucketEnforcesSse, { by: "bucket-policy", mode: "deny-unencrypted-puts", require: "kms" }],
    [s3BucketEnforcesTls, {}],
    [s3BucketNotPublic, {}],
    [s3BucketPolicyGrantsNoAccess, {}],
    [s3BucketPublicAccessBlock, {}],
  ];
  const { changes, unplanned } = planResource(checks.flatMap(([check, settings]) => failingOf(check, bucket, settings)));
  const sids = (policy: unknown) => (policy as typeof bucket.policy).Statement.map(({ Sid }) => Sid);

  it("edit one policy after the other, and lose nothing of it", () => {
    expect(unplanned).toEqual([]);
    expect(changes.map(({ change }) => change)).toEqual([
      "s3_bucket/acl",
      "s3_bucket/policy",
      "s3_bucket/policy",
      "s3_bucket/public-access-block",
      "s3_bucket/encryption",
      "s3_bucket/policy",
      "s3_bucket/policy",
    ]);
    expect(changes.filter(({ change }) => change === "s3_bucket/policy").map(({ after }) => sids(after))).toEqual([
      ["Own", "Stranger"],
      ["Own"],
      ["Own", "DenyUnencryptedPuts"],
      ["Own", "DenyUnencryptedPuts", "DenyInsecureTransport"],
    ]);
  });

  it("begin where the one before ended, so that an undo in reverse ends at the state before", () => {
    const ofPolicy = changes.filter(({ change }) => change === "s3_bucket/policy");
    expect(ofPolicy[0]?.before).toEqual(bucket.policy);
    expect(ofPolicy.slice(1).map(({ before }) => before)).toEqual(ofPolicy.slice(0, -1).map(({ after }) => after));
  });

  it("every change can be taken back", () => {
    expect(new Set(changes.map(({ undo }) => undo.kind))).toEqual(new Set(["restore"]));
  });
});

describe("what s3_bucket/not-public plans", () => {
  const closedAcl = { Owner: { ID: "c0ffee" }, Grants: [owner] };
  const closedPolicy = { ...bucket.policy, Statement: [own, stranger] };
  const quiet = { ...bucket, acl: closedAcl, policyStatus: { IsPublic: false }, policy: closedPolicy };
  const held = { ...off, BlockPublicAcls: true, BlockPublicPolicy: true };
  const plans: Record<string, [facts: object, steps: unknown]> = {
    "removes the grant and the statement": [
      bucket,
      [
        ["s3_bucket/acl", closedAcl],
        ["s3_bucket/policy", closedPolicy],
      ],
    ],
    "removes the policy when nothing is left of it": [
      { ...bucket, acl: closedAcl, policy: { ...bucket.policy, Statement: [anyone] } },
      [["s3_bucket/policy", null]],
    ],
    "blocks where S3 would refuse to give them back": [{ ...bucket, publicAccessBlock: held }, [["s3_bucket/public-access-block", all]]],
    "blocks the ACL alone, and keeps the other flags": [
      { ...quiet, acl: bucket.acl, publicAccessBlock: { ...off, BlockPublicAcls: true } },
      [["s3_bucket/public-access-block", { ...off, BlockPublicAcls: true, IgnorePublicAcls: true }]],
    ],
    "blocks what AWS alone calls public": [
      { ...quiet, policyStatus: { IsPublic: true } },
      [["s3_bucket/public-access-block", { ...off, RestrictPublicBuckets: true }]],
    ],
    "removes what our analysis alone calls public, since no block would hold it": [
      { ...bucket, acl: closedAcl, policyStatus: { IsPublic: false }, publicAccessBlock: { ...held, RestrictPublicBuckets: true } },
      [["s3_bucket/policy", closedPolicy]],
    ],
    "leaves an ACL alone that an enforced owner makes void": [
      { ...bucket, ownership: "BucketOwnerEnforced" },
      [["s3_bucket/policy", closedPolicy]],
    ],
  };
  it.each(Object.entries(plans))("%s", (_, [facts, steps]) => {
    const [failing] = failingOf(s3BucketNotPublic, facts);
    expect(stepsOf(s3BucketNotPublic.remediation!.plan(failing!.input as never, undefined))).toEqual(steps);
  });
});
