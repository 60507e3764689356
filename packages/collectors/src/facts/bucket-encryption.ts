import { z } from "zod";

const Algorithm = z
  .object({
    SSEAlgorithm: z.enum(["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"]),
    KMSMasterKeyID: z.string().exactOptional(),
  })
  .catchall(z.json());
const Rule = z
  .object({
    ApplyServerSideEncryptionByDefault: Algorithm.exactOptional(),
    // AWS's answer has it even when nobody set it; older answers lack it.
    BucketKeyEnabled: z.boolean().default(false),
  })
  .catchall(z.json());

/**
 * How S3 encrypts an object that is put without saying how; null when nothing is set, which AWS has not said of any bucket since 2023.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export const BucketEncryption = z
  .object({ Rules: z.array(Rule) })
  .catchall(z.json())
  .nullable()
  .default(null);
export type BucketEncryption = z.output<typeof BucketEncryption>;
