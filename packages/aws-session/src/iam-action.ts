import type { CallSite } from "./call.ts";

// Where the action's name is not the operation's: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html lists each.
const actions: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:CopyObject": "s3:PutObject",
  "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
};

/** The IAM action that a refused call needs: the one that AWS's message names, else the one of the operation. */
export const iamAction = (call: CallSite, message = ""): string => {
  const told = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1];
  if (told !== undefined) return told;
  const action = `${call.service}:${call.operation}`;
  return actions[action] ?? publicAccessBlock(action) ?? action;
};

// The bucket's and the account's setting share operation names; a bucket's is the common case.
const publicAccessBlock = (action: string): string | undefined =>
  /^s3:(Get|Put)PublicAccessBlock$/.test(action) ? action.replace("PublicAccessBlock", "BucketPublicAccessBlock") : undefined;
