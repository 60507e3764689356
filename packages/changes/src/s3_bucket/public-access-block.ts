import { defineChange } from "@plumbline/audit-kit/define";
import { PublicAccessBlock } from "@plumbline/collectors/facts/public-access-block";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";

/** Sets what a bucket blocks; null removes the configuration. The account's own block stays as it is. */
export const s3BucketPublicAccessBlock = defineChange({
  name: "s3_bucket/public-access-block",
  title: "Set what the bucket blocks of public access",
  on: s3Bucket,
  aspect: "publicAccessBlock",
  state: PublicAccessBlock,
  // AWS asks for the same action to put and to delete the configuration.
  iam: ["s3:PutBucketPublicAccessBlock"],
  undo: "restore",
  view: (block) => block,
  set: (_, block) => block,
});
