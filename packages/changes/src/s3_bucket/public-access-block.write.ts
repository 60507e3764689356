import { defineWriter } from "@plumbline/audit-kit/define";
import { ownBucket } from "@plumbline/collectors/facts/own-bucket";
import { s3BucketPublicAccessBlock } from "./public-access-block.ts";

/** Puts all four flags, or deletes the configuration. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const writeS3BucketPublicAccessBlock = defineWriter(s3BucketPublicAccessBlock, async (aws, { id }, { to }) => {
  const { S3Client, DeletePublicAccessBlockCommand, PutPublicAccessBlockCommand } = await import("@aws-sdk/client-s3");
  const bucket = ownBucket(aws, id);
  if (to === null) return aws.client(S3Client).send(new DeletePublicAccessBlockCommand(bucket));
  return aws.client(S3Client).send(new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration: to }));
});
