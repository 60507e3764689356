import type { Aws } from "@plumbline/audit-kit/define";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { z } from "zod";
import { s3Bucket } from "../s3_bucket.ts";

const { acl, ownership, policy, policyStatus, publicAccessBlock } = s3Bucket.aspects;
const read = { acl, ownership, policy, policyStatus, publicAccessBlock };
/** All that decides whether a bucket is public, but for the block of its account; null when no bucket has the name. */
export const BucketAccess = z
  .object({
    acl: acl.schema,
    ownership: ownership.schema,
    policy: policy.schema,
    policyStatus: policyStatus.schema,
    publicAccessBlock: publicAccessBlock.schema,
  })
  .nullable();
export const bucketAccessActions = Object.values(read).flatMap(({ iam }) => iam);

/**
 * Reads who may come into a bucket of this account, in whatever region it is: S3 answers where to ask. S3 denies the bucket of another
 * account, since it is asked for by this one. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export async function readBucketAccess(aws: Aws, id: string): Promise<z.input<typeof BucketAccess>> {
  const looks = await Promise.all(
    Object.keys(read).map(async (name) => [name, (await lookAtAspect(s3Bucket, aws, name, [{ id }])).get(id)] as const),
  );
  const failures = looks.flatMap(([, known]) => known?.failure ?? []);
  if (failures.some(({ kind }) => kind === "gone")) return null;
  const [failure] = failures;
  if (failure) throw Object.assign(new Error(failure.message), failure);
  return BucketAccess.parse(Object.fromEntries(looks.map(([name, known]) => [name, known?.value])));
}
