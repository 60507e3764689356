import { defineChange } from "@plumbline/audit-kit/define";
import { PolicyDocument } from "@plumbline/collectors/policy/document";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";

/** Sets the policy of a bucket; null removes it. Where public policies are blocked, S3 refuses a policy that it calls public. */
export const s3BucketPolicy = defineChange({
  name: "s3_bucket/policy",
  title: "Set the bucket's policy",
  on: s3Bucket,
  aspect: "policy",
  state: PolicyDocument.nullable(),
  iam: ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
  undo: "restore",
  view: (policy) => policy,
  set: (_, policy) => policy,
});
