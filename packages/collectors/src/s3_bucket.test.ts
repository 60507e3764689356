import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { s3Bucket } from "./s3_bucket.ts";

const a = { id: "a", region: "eu-west-1" };
const throws = (error: Error) => () => {
  throw error;
};
const policy = {
  Version: "2012-10-17",
  Id: "kept",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*", Odd: [1] }],
};
const owner = { Grantee: { Type: "CanonicalUser", ID: "c0ffee", DisplayName: "kept" }, Permission: "FULL_CONTROL" };
const world = { Grantee: { Type: "Group", URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" };
const kms = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/k" };
const blockedTypes = { EncryptionType: ["SSE-C"] };
const operations = {
  acl: "GetBucketAcl",
  encryption: "GetBucketEncryption",
  ownership: "GetBucketOwnershipControls",
  policy: "GetBucketPolicy",
  policyStatus: "GetBucketPolicyStatus",
  publicAccessBlock: "GetPublicAccessBlock",
  tags: "GetBucketTagging",
  versioning: "GetBucketVersioning",
} as const;
type Aspect = keyof typeof operations;

describe("s3_bucket", () => {
  it("lists every page with the regions that AWS tells, and asks for pages", async () => {
    const aws = fakeAws({
      answers: {
        ListBuckets: ({ ContinuationToken }: { ContinuationToken?: string }) =>
          ContinuationToken
            ? { Buckets: [{ Name: "b", BucketRegion: "us-east-1" }] }
            : { Buckets: [{ Name: "a", BucketRegion: "eu-west-1", CreationDate: new Date(0) }], ContinuationToken: "2" },
      },
    });
    expect(await listAll(s3Bucket, aws)).toEqual([a, { id: "b", region: "us-east-1" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxBuckets: 10_000 }, { MaxBuckets: 10_000, ContinuationToken: "2" }]);
  });

  const locations: Record<string, [answer: object, region: string]> = {
    "the region's name": [{ LocationConstraint: "ap-south-1" }, "ap-south-1"],
    "no name for the oldest region": [{}, "us-east-1"],
    "an empty name for the oldest region": [{ LocationConstraint: "" }, "us-east-1"],
    "the older name of Ireland": [{ LocationConstraint: "EU" }, "eu-west-1"],
  };
  it.each(Object.entries(locations))("asks where a bucket is when the listing does not say: %s", async (_, [answer, region]) => {
    const aws = fakeAws({ answers: { ListBuckets: { Buckets: [{ Name: "a" }, {}] }, GetBucketLocation: answer } });
    expect(await listAll(s3Bucket, aws)).toEqual([{ id: "a", region }]);
    expect(aws.calls[1]?.input).toEqual({ Bucket: "a", ExpectedBucketOwner: "111111111111" });
    expect(await findAll(s3Bucket, aws, "a")).toEqual([{ id: "a", region }]);
  });

  const empty: Record<string, object> = { "no buckets": {}, "an empty list": { Buckets: [] } };
  it.each(Object.entries(empty))("lists nothing for %s", async (_, answer) => {
    expect(await listAll(s3Bucket, fakeAws({ answers: { ListBuckets: answer } }))).toEqual([]);
  });

  it("does not take a denied listing for an empty one", async () => {
    await expect(listAll(s3Bucket, fakeAws({ answers: { ListBuckets: throws(awsFault("AccessDenied")) } }))).rejects.toMatchObject({
      kind: "denied",
    });
  });

  it("does not list a bucket in a region that it was not told", async () => {
    const aws = fakeAws({ answers: { ListBuckets: { Buckets: [{ Name: "a" }] }, GetBucketLocation: throws(awsFault("AccessDenied")) } });
    await expect(listAll(s3Bucket, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds nothing where a bucket is gone, and says when a name is somebody else's", async () => {
    const answers = { GetBucketLocation: throws(awsFault("NoSuchBucket")) };
    expect(await findAll(s3Bucket, fakeAws({ answers }), "a")).toEqual([]);
    const denied = { GetBucketLocation: throws(awsFault("AccessDenied", "Access Denied", 403)) };
    await expect(findAll(s3Bucket, fakeAws({ answers: denied }), "a")).rejects.toMatchObject({ kind: "denied" });
  });

  const values: Record<string, [aspect: Aspect, answer: object, value: unknown]> = {
    "an ACL with all its keys": [
      "acl",
      { Owner: { ID: "c0ffee", DisplayName: "kept" }, Grants: [owner, world] },
      { Owner: { ID: "c0ffee", DisplayName: "kept" }, Grants: [owner, world] },
    ],
    "an ACL without a grant": ["acl", { Owner: { ID: "c0ffee" } }, { Owner: { ID: "c0ffee" }, Grants: [] }],
    "a default encryption with all its keys": [
      "encryption",
      {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: kms, BucketKeyEnabled: true, BlockedEncryptionTypes: blockedTypes }],
        },
      },
      { Rules: [{ ApplyServerSideEncryptionByDefault: kms, BucketKeyEnabled: true, BlockedEncryptionTypes: blockedTypes }] },
    ],
    "a default encryption that is silent on the bucket key": [
      "encryption",
      { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] } },
      { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }] },
    ],
    "an enforced owner": [
      "ownership",
      { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } },
      "BucketOwnerEnforced",
    ],
    "a policy with all its keys": ["policy", { Policy: JSON.stringify(policy) }, policy],
    "a public policy": ["policyStatus", { PolicyStatus: { IsPublic: true } }, { IsPublic: true }],
    "a policy that is not public": ["policyStatus", { PolicyStatus: { IsPublic: false } }, { IsPublic: false }],
    "a block that leaves flags out": [
      "publicAccessBlock",
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false },
    ],
    "versioning with MFA delete": ["versioning", { Status: "Enabled", MFADelete: "Enabled" }, { status: "Enabled", mfaDelete: "Enabled" }],
    "suspended versioning, of whose MFA delete AWS says nothing": [
      "versioning",
      { Status: "Suspended" },
      { status: "Suspended", mfaDelete: null },
    ],
    "versioning that nobody ever set": ["versioning", {}, { status: null, mfaDelete: null }],
    tags: ["tags", { TagSet: [{ Key: "Owner", Value: "x" }, { Key: "empty" }] }, { Owner: "x", empty: "" }],
  };
  it.each(Object.entries(values))("reads %s", async (_, [aspect, answer, value]) => {
    const aws = fakeAws({ answers: { [operations[aspect]]: answer } });
    expect((await lookAtAspect(s3Bucket, aws, aspect, [a])).get("a")).toEqual({ value });
    expect(aws.calls[0]?.input).toEqual({ Bucket: "a", ExpectedBucketOwner: "111111111111" });
  });

  const absences: Record<string, [aspect: Aspect, code: string, value: unknown]> = {
    "no default encryption": ["encryption", "ServerSideEncryptionConfigurationNotFoundError", null],
    "no ownership controls": ["ownership", "OwnershipControlsNotFoundError", null],
    "no policy": ["policy", "NoSuchBucketPolicy", null],
    "no policy that could be public": ["policyStatus", "NoSuchBucketPolicy", { IsPublic: false }],
    "no public access block": ["publicAccessBlock", "NoSuchPublicAccessBlockConfiguration", null],
    "no tags": ["tags", "NoSuchTagSet", {}],
  };
  it.each(Object.entries(absences))("takes %s for a fact", async (_, [aspect, code, value]) => {
    const aws = fakeAws({ answers: { [operations[aspect]]: throws(awsFault(code)) } });
    expect((await lookAtAspect(s3Bucket, aws, aspect, [a])).get("a")).toEqual({ value });
  });

  it.each(Object.entries(operations))("says why %s could not be read", async (aspect, operation) => {
    const kindOf = async (code: string) => {
      const aws = fakeAws({ answers: { [operation]: throws(awsFault(code)) } });
      return (await lookAtAspect(s3Bucket, aws, aspect, [a])).get("a")?.failure?.kind;
    };
    expect(await kindOf("AccessDenied")).toBe("denied");
    expect(await kindOf("NoSuchBucket")).toBe("gone");
  });

  const silences: Record<string, [aspect: Aspect, answer: object]> = {
    "an ACL without its owner": ["acl", {}],
    "a permission that nobody knows": ["acl", { Owner: {}, Grants: [{ ...world, Permission: "ADMIN" }] }],
    "an empty policy": ["policy", { Policy: "" }],
    "a policy that is none": ["policy", { Policy: "[]" }],
    "a silent policy status": ["policyStatus", {}],
    "a versioning that nobody knows": ["versioning", { Status: "Paused" }],
  };
  it.each(Object.entries(silences))("does not make a fact of %s", async (_, [aspect, answer]) => {
    const aws = fakeAws({ answers: { [operations[aspect]]: answer } });
    expect((await lookAtAspect(s3Bucket, aws, aspect, [a])).get("a")?.failure?.kind).toBe("failed");
  });
});
