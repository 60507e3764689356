import { z } from "zod";

const flag = z.boolean().default(false);

/**
 * What S3 is told to block, for a bucket or for a whole account; null when nothing was ever set. A flag that is left out is off.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
 */
export const PublicAccessBlock = z
  .object({ BlockPublicAcls: flag, IgnorePublicAcls: flag, BlockPublicPolicy: flag, RestrictPublicBuckets: flag })
  .nullable()
  .default(null);
export type PublicAccessBlock = z.output<typeof PublicAccessBlock>;
