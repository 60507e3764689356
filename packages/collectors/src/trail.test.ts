import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { trail } from "./trail.ts";

const arn = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/local";
const organization = "arn:aws:cloudtrail:eu-west-1:999999999999:trail/org";
const described = {
  ...{ Name: "local", TrailARN: arn, HomeRegion: "eu-west-1", S3BucketName: "logs", IsMultiRegionTrail: false },
  ...{ LogFileValidationEnabled: true, KmsKeyId: "arn:aws:kms:eu-west-1:111111111111:key/k" },
  CloudWatchLogsLogGroupArn: "arn:aws:logs:eu-west-1:111111111111:log-group:trail:*",
};
const bare = { Name: "org", TrailARN: organization, HomeRegion: "eu-west-1", S3BucketName: "archive", IsOrganizationTrail: true };
const elsewhere = { ...described, Name: "all", TrailARN: arn.replace("eu-west-1", "us-east-1"), HomeRegion: "us-east-1" };
const region = "eu-west-1";
const own = {
  ...{ id: arn, region, name: "local", bucket: "logs", validatesLogs: true },
  ...{ kmsKey: described.KmsKeyId, logGroup: described.CloudWatchLogsLogGroupArn },
};
const ofOrganization = { id: organization, region, name: "org", bucket: "archive", validatesLogs: false, kmsKey: null, logGroup: null };
const thrown = (code: string) => () => {
  throw awsFault(code);
};
const DescribeTrails = { trailList: [described, bare, elsewhere] };

describe("trail", () => {
  it("lists the trails whose home is the region, also the organization's, with what AWS leaves out as not set up", async () => {
    const aws = fakeAws({ answers: { DescribeTrails } });
    expect(await listAll(trail, aws)).toEqual([own, ofOrganization]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ includeShadowTrails: true }]);
  });

  it("lists a trail of all regions in the main region alone, wherever its home is", async () => {
    const wide = { ...bare, IsMultiRegionTrail: true };
    const answers = { DescribeTrails: { trailList: [described, wide] } };
    expect(await listAll(trail, fakeAws({ answers, region: "us-east-1" }))).toEqual([ofOrganization]);
    expect(await listAll(trail, fakeAws({ answers }))).toEqual([own]);
  });

  it("lists nothing where there is nothing, and throws when it may not look", async () => {
    expect(await listAll(trail, fakeAws({ answers: { DescribeTrails: {} } }))).toEqual([]);
    await expect(listAll(trail, fakeAws({ answers: { DescribeTrails: thrown("AccessDeniedException") } }))).rejects.toThrow("AccessDenied");
  });

  it("does not make a trail up that has no bucket", async () => {
    const aws = fakeAws({ answers: { DescribeTrails: { trailList: [{ ...described, S3BucketName: undefined }] } } });
    await expect(listAll(trail, aws)).rejects.toThrow("bucket");
  });

  const forms = { "its ARN": [arn, [own]], "its name": ["org", [ofOrganization]], "a trail of another region": ["all", []] } as const;
  it.each(Object.entries(forms))("finds by %s", async (_, [id, found]) => {
    expect(await findAll(trail, fakeAws({ answers: { DescribeTrails } }), id)).toEqual(found);
  });

  it("reads when a trail last delivered to its log group", async () => {
    const LatestCloudWatchLogsDeliveryTime = new Date("2026-01-02T03:04:05Z");
    const aws = fakeAws({ answers: { GetTrailStatus: { IsLogging: true, LatestCloudWatchLogsDeliveryTime } } });
    expect((await lookAtAspect(trail, aws, "status", [own])).get(arn)).toEqual({
      value: { kind: "read", isLogging: true, deliveryError: null, logGroupError: null, deliveredToLogGroupAt: "2026-01-02T03:04:05.000Z" },
    });
  });

  it("leaves unread the status of another account's trail, and knows an own one as gone", async () => {
    const aws = fakeAws({ answers: { GetTrailStatus: thrown("TrailNotFoundException") } });
    const known = await lookAtAspect(trail, aws, "status", [own, ofOrganization]);
    expect(known.get(organization)?.value).toEqual({ kind: "unread", why: expect.stringContaining("TrailNotFound") });
    expect(known.get(arn)?.failure?.kind).toBe("gone");
  });
});

const grants = { Owner: { ID: "c0ffee" }, Grants: [] };
const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::logs/*" }] };
const bucket = {
  GetBucketAcl: grants,
  GetBucketOwnershipControls: { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } },
  GetBucketPolicy: { Policy: JSON.stringify(policy) },
  GetBucketPolicyStatus: { PolicyStatus: { IsPublic: true } },
  GetPublicAccessBlock: { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
};
const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const accessOf = async (answers: object) =>
  (await lookAtAspect(trail, fakeAws({ answers: { ...answers } }), "bucketAccess", [own])).get(arn);

describe("trail's bucket", () => {
  it("is read as a bucket of this account", async () => {
    const aws = fakeAws({ answers: bucket });
    expect((await lookAtAspect(trail, aws, "bucketAccess", [own])).get(arn)?.value).toEqual({
      ...{ acl: grants, ownership: "BucketOwnerEnforced", policy, policyStatus: { IsPublic: true } },
      publicAccessBlock: { ...off, BlockPublicAcls: true },
    });
    expect(aws.calls.map(({ operation }) => operation).sort()).toEqual(Object.keys(bucket).sort());
    for (const { input } of aws.calls) expect(input).toEqual({ Bucket: "logs", ExpectedBucketOwner: "111111111111" });
  });

  it("has no policy and no block where AWS says that there is none", async () => {
    const known = await accessOf({
      ...{ GetBucketAcl: grants, GetBucketOwnershipControls: thrown("OwnershipControlsNotFoundError") },
      ...{ GetBucketPolicy: thrown("NoSuchBucketPolicy"), GetBucketPolicyStatus: thrown("NoSuchBucketPolicy") },
      GetPublicAccessBlock: thrown("NoSuchPublicAccessBlockConfiguration"),
    });
    expect(known).toEqual({
      value: { acl: grants, ownership: null, policy: null, policyStatus: { IsPublic: false }, publicAccessBlock: null },
    });
  });

  it("is null when no bucket has the name", async () => {
    const missing = Object.fromEntries(Object.keys(bucket).map((operation) => [operation, thrown("NoSuchBucket")]));
    expect(await accessOf(missing)).toEqual({ value: null });
    const aws = fakeAws({ answers: { GetBucketLogging: thrown("NoSuchBucket") } });
    expect((await lookAtAspect(trail, aws, "bucketLogging", [own])).get(arn)).toEqual({ value: null });
  });

  it.each(Object.keys(bucket))("is not known where %s is denied, as by another account", async (operation) => {
    const known = await accessOf({ ...bucket, [operation]: thrown("AccessDenied") });
    expect(known?.failure).toMatchObject({ kind: "denied", code: "AccessDenied" });
  });

  const logged: Record<string, [answer: object, value: object]> = {
    "a target": [{ LoggingEnabled: { TargetBucket: "access", TargetPrefix: "" } }, { target: "access" }],
    nothing: [{}, { target: null }],
  };
  it.each(Object.entries(logged))("is logged to %s", async (_, [GetBucketLogging, value]) => {
    const aws = fakeAws({ answers: { GetBucketLogging } });
    expect((await lookAtAspect(trail, aws, "bucketLogging", [own])).get(arn)).toEqual({ value });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Bucket: "logs", ExpectedBucketOwner: "111111111111" }]);
  });

  it("is not said to be unlogged when it may not be asked", async () => {
    const aws = fakeAws({ answers: { GetBucketLogging: thrown("AccessDenied") } });
    expect((await lookAtAspect(trail, aws, "bucketLogging", [own])).get(arn)?.failure?.kind).toBe("denied");
  });
});
