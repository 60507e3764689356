import type { Trail } from "@aws-sdk/client-cloudtrail";
import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { mainRegion } from "@plumbline/aws-session/partition";
import { z } from "zod";
import { BucketAccess, bucketAccessActions, readBucketAccess } from "./facts/bucket-access.ts";
import { ownBucket } from "./facts/own-bucket.ts";
import { readStatus, TrailStatus } from "./facts/trails.ts";

/** Where a trail writes to, and how. What AWS leaves out is not set up. */
const Base = z.object({
  region: z.string().min(1).optional(),
  id: z.string().min(1),
  name: z.string().min(1),
  bucket: z.string().min(1),
  validatesLogs: z.boolean().default(false),
  kmsKey: z.string().nullable().default(null),
  logGroup: z.string().nullable().default(null),
});
/** Null when no bucket has the name; `target` is null when nothing is logged. */
const BucketLogging = z.object({ target: z.string().nullable() }).nullable().default(null);

const toTrail = (trail: Trail) => ({
  ...{ id: trail.TrailARN ?? "", region: trail.HomeRegion ?? "", name: trail.Name ?? "", bucket: trail.S3BucketName ?? "" },
  ...{ validatesLogs: trail.LogFileValidationEnabled, kmsKey: trail.KmsKeyId || null, logGroup: trail.CloudWatchLogsLogGroupArn || null },
});

/**
 * With shadows, since in a member account the organization's trail is one. A trail of all regions is listed in the main region, wherever its
 * home is, since that may be a region that the account has not enabled; one of a single region in its own.
 */
async function describe(aws: Aws) {
  const { CloudTrailClient, DescribeTrailsCommand } = await import("@aws-sdk/client-cloudtrail");
  const { trailList = [] } = await aws.client(CloudTrailClient).send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  const isMain = aws.region === mainRegion(aws.partition);
  return trailList.filter((one) => (one.IsMultiRegionTrail ? isMain : one.HomeRegion === aws.region)).map(toTrail);
}

/**
 * A trail in its home region, of one region or of all, named by its ARN; in a member account also that of the organization.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
 */
export const trail = defineCollector({
  type: "trail",
  title: "Trail",
  scope: "regional",
  iam: ["cloudtrail:DescribeTrails"],
  gone: ["TrailNotFoundException"],
  base: Base,
  async *list(aws) {
    yield* await describe(aws);
  },
  find: async (aws, id) => (await describe(aws)).filter((one) => one.id === id || one.name === id),
  aspects: {
    status: {
      iam: ["cloudtrail:GetTrailStatus"],
      schema: TrailStatus,
      fetch: (aws, { id }) => readStatus(aws, id),
    },
    bucketAccess: {
      iam: bucketAccessActions,
      schema: BucketAccess,
      fetch: (aws, { bucket }) => readBucketAccess(aws, bucket),
    },
    bucketLogging: {
      iam: ["s3:GetBucketLogging"],
      schema: BucketLogging,
      none: ["NoSuchBucket"],
      async fetch(aws, { bucket }) {
        const { S3Client, GetBucketLoggingCommand } = await import("@aws-sdk/client-s3");
        const { LoggingEnabled } = await aws.client(S3Client).send(new GetBucketLoggingCommand(ownBucket(aws, bucket)));
        return { target: LoggingEnabled?.TargetBucket ?? null };
      },
    },
  },
  events: [],
});
