import { defineWriter } from "@plumbline/audit-kit/define";
import { ownBucket } from "@plumbline/collectors/facts/own-bucket";
import { s3BucketEncryption } from "./encryption.ts";

/** Puts the rules, or deletes the configuration. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const writeS3BucketEncryption = defineWriter(s3BucketEncryption, async (aws, { id }, { to }) => {
  const { S3Client, DeleteBucketEncryptionCommand, PutBucketEncryptionCommand } = await import("@aws-sdk/client-s3");
  const bucket = ownBucket(aws, id);
  if (to === null) return aws.client(S3Client).send(new DeleteBucketEncryptionCommand(bucket));
  return aws.client(S3Client).send(new PutBucketEncryptionCommand({ ...bucket, ServerSideEncryptionConfiguration: to }));
});
