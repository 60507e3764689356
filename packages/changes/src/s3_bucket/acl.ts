import { defineChange } from "@plumbline/audit-kit/define";
import { BucketAcl } from "@plumbline/collectors/facts/bucket-acl";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";

/** Sets the access control list of a bucket. S3 refuses it where the bucket owner is enforced, and a public one where these are blocked. */
export const s3BucketAcl = defineChange({
  name: "s3_bucket/acl",
  title: "Set the bucket's access control list",
  on: s3Bucket,
  aspect: "acl",
  state: BucketAcl,
  iam: ["s3:PutBucketAcl"],
  undo: "restore",
  view: (acl) => acl,
  set: (_, acl) => acl,
});
