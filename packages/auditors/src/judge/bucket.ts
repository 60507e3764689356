import type { PublicAccessBlock } from "@plumbline/collectors/facts/public-access-block";

/** The flags of a public access block, as AWS names them. */
export const blockFlags = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;
export type BlockFlag = (typeof blockFlags)[number];

export const nothingBlocked = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
export const allBlocked = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** Where a flag may be on: at the bucket, at the account, or at either. */
export type BlockLevel = "bucket" | "account" | "either";

interface Where {
  readonly facts: { readonly publicAccessBlock: PublicAccessBlock };
  readonly context: { readonly accounts: ReadonlyMap<string, { readonly publicAccessBlock: PublicAccessBlock }> };
  readonly account: { readonly id: string };
}

/** What the bucket and its account block. */
export const blocksOf = ({ facts, context, account }: Where) => ({
  bucket: facts.publicAccessBlock,
  account: context.accounts.get(account.id)?.publicAccessBlock ?? null,
});

/**
 * Tells whether a flag is in force; of bucket and account, S3 follows the stricter.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isBlocked(where: Where, flag: BlockFlag, level: BlockLevel = "either"): boolean {
  const { bucket, account } = blocksOf(where);
  return (level !== "account" && bucket?.[flag] === true) || (level !== "bucket" && account?.[flag] === true);
}

/** The ARN of a bucket. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const bucketArn = ({ partition, facts: { id } }: { readonly partition: string; readonly facts: { readonly id: string } }): string =>
  `arn:${partition}:s3:::${id}`;
