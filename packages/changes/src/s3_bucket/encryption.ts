import { defineChange } from "@plumbline/audit-kit/define";
import { BucketEncryption } from "@plumbline/collectors/facts/bucket-encryption";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";

/**
 * Sets how a bucket encrypts by default; null removes the configuration, after which AWS falls back to AES256. Objects that are there
 * stay as they are.
 */
export const s3BucketEncryption = defineChange({
  name: "s3_bucket/encryption",
  title: "Set the bucket's default encryption",
  on: s3Bucket,
  aspect: "encryption",
  state: BucketEncryption,
  // AWS asks for the same action to put and to delete the configuration.
  iam: ["s3:PutEncryptionConfiguration"],
  undo: "restore",
  view: (encryption) => encryption,
  set: (_, encryption) => encryption,
});
