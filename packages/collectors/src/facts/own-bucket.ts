interface Owner {
  readonly account: string;
}

/**
 * What every call on a bucket says: its name, and who must own it. S3 then denies a bucket that another account made under the name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export const ownBucket = ({ account }: Owner, bucket: string) => ({ Bucket: bucket, ExpectedBucketOwner: account });
