import { defineWriter } from "@plumbline/audit-kit/define";
import { ownBucket } from "@plumbline/collectors/facts/own-bucket";
import { s3BucketAcl } from "./acl.ts";

/** Writes owner and grants as a whole, as S3 wants it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const writeS3BucketAcl = defineWriter(s3BucketAcl, async (aws, { id }, { to }) => {
  const { S3Client, PutBucketAclCommand } = await import("@aws-sdk/client-s3");
  return aws.client(S3Client).send(new PutBucketAclCommand({ ...ownBucket(aws, id), AccessControlPolicy: to }));
});
