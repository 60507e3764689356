import type { Aws } from "@plumbline/audit-kit/define";
import { ownBucket } from "./own-bucket.ts";

/**
 * Asks where one bucket is. AWS has no name here for the oldest region, and an older name for another.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
export async function bucketRegion(aws: Aws, bucket: string): Promise<string> {
  const { S3Client, GetBucketLocationCommand } = await import("@aws-sdk/client-s3");
  const { LocationConstraint } = await aws.client(S3Client).send(new GetBucketLocationCommand(ownBucket(aws, bucket)));
  return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint || "us-east-1";
}
