import type { CallSite } from "./call.ts";

type Operation = Pick<CallSite, "service" | "operation">;

// Where the action's name is not the operation's: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html lists each.
const actions: Readonly<Record<string, string>> = {
  "dynamodb:TransactWriteItems": "dynamodb:PutItem",
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:CopyObject": "s3:PutObject",
  "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3-control:DeletePublicAccessBlock": "s3:PutAccountPublicAccessBlock",
  "s3-control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
  "s3-control:PutPublicAccessBlock": "s3:PutAccountPublicAccessBlock",
};

/** The IAM action that a call needs: the one that AWS's refusal names, if it is given, else the one of the operation. */
export const iamAction = ({ service, operation }: Operation, refusal = ""): string => {
  const told = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(refusal)?.[1];
  const action = `${service}:${operation}`;
  return told ?? actions[action] ?? action.replace(/^s3-control:/, "s3:");
};
