import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ownBucket } from "./own-bucket.ts";

const word = <const W extends string>(...known: readonly W[]) => z.string().pipe(z.enum(known)).nullable();

/**
 * Whether a bucket keeps versions, and whether deleting them needs MFA; null where nobody ever set it, of which AWS says nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
 */
export const BucketVersioning = z.object({ status: word("Enabled", "Suspended"), mfaDelete: word("Enabled", "Disabled") });

/** Reads the versioning of a bucket of the account. */
export async function readVersioning(aws: Aws, id: string): Promise<z.input<typeof BucketVersioning>> {
  const { S3Client, GetBucketVersioningCommand } = await import("@aws-sdk/client-s3");
  const { Status, MFADelete } = await aws.client(S3Client).send(new GetBucketVersioningCommand(ownBucket(aws, id)));
  return { status: Status ?? null, mfaDelete: MFADelete ?? null };
}
