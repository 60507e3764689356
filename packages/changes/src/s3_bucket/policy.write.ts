import { defineWriter } from "@plumbline/audit-kit/define";
import { ownBucket } from "@plumbline/collectors/facts/own-bucket";
import { s3BucketPolicy } from "./policy.ts";

/** S3 refuses an empty policy, so no policy is a delete. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const writeS3BucketPolicy = defineWriter(s3BucketPolicy, async (aws, { id }, { to }) => {
  const { S3Client, DeleteBucketPolicyCommand, PutBucketPolicyCommand } = await import("@aws-sdk/client-s3");
  const bucket = ownBucket(aws, id);
  if (to === null) return aws.client(S3Client).send(new DeleteBucketPolicyCommand(bucket));
  return aws.client(S3Client).send(new PutBucketPolicyCommand({ ...bucket, Policy: JSON.stringify(to) }));
});
