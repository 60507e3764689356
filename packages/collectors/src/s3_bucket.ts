import { defineCollector } from "@plumbline/audit-kit/define";
import { each, mapAhead } from "@plumbline/audit-kit/flow";
import { z } from "zod";
import { BucketAcl } from "./facts/bucket-acl.ts";
import { BucketEncryption } from "./facts/bucket-encryption.ts";
import { bucketEvents } from "./facts/bucket-events.ts";
import { bucketRegion } from "./facts/bucket-region.ts";
import { BucketVersioning, readVersioning } from "./facts/bucket-versioning.ts";
import { ownBucket } from "./facts/own-bucket.ts";
import { PublicAccessBlock } from "./facts/public-access-block.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-s3");
const PolicyStatus = z.object({ IsPublic: z.boolean() });

/** A general purpose S3 bucket, named by its name. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const s3Bucket = defineCollector({
  type: "s3_bucket",
  title: "S3 bucket",
  scope: "global",
  iam: ["s3:ListAllMyBuckets", "s3:GetBucketLocation"],
  findIam: ["s3:GetBucketLocation"],
  gone: ["NoSuchBucket"],
  base: z.object({ id: z.string(), region: z.string() }),
  async *list(aws) {
    const { S3Client, paginateListBuckets } = await sdk();
    // Without MaxBuckets, AWS neither pages nor tells regions. 10,000 is its largest page.
    for await (const { Buckets = [] } of paginateListBuckets({ client: aws.client(S3Client) }, { MaxBuckets: 10_000 })) {
      const named = Buckets.flatMap(({ Name, BucketRegion }) => (Name ? [{ id: Name, region: BucketRegion }] : []));
      yield* mapAhead(each(named), 32, async ({ id, region }) => ({ id, region: region || (await bucketRegion(aws, id)) }));
    }
  },
  find: async (aws, name) => [{ id: name, region: await bucketRegion(aws, name) }],
  aspects: {
    acl: {
      iam: ["s3:GetBucketAcl"],
      schema: BucketAcl,
      async fetch(aws, { id }) {
        const { S3Client, GetBucketAclCommand } = await sdk();
        return BucketAcl.parse(await aws.client(S3Client).send(new GetBucketAclCommand(ownBucket(aws, id))));
      },
    },
    encryption: {
      iam: ["s3:GetEncryptionConfiguration"],
      schema: BucketEncryption,
      none: ["ServerSideEncryptionConfigurationNotFoundError"],
      async fetch(aws, { id }) {
        const { S3Client, GetBucketEncryptionCommand } = await sdk();
        const reply = await aws.client(S3Client).send(new GetBucketEncryptionCommand(ownBucket(aws, id)));
        return BucketEncryption.parse(reply.ServerSideEncryptionConfiguration);
      },
    },
    /** Who owns what is put, and with `BucketOwnerEnforced` that ACLs mean nothing; null where nothing is set, as with `ObjectWriter`. */
    ownership: {
      iam: ["s3:GetBucketOwnershipControls"],
      schema: z.string().nullable().default(null),
      none: ["OwnershipControlsNotFoundError"],
      async fetch(aws, { id }) {
        const { S3Client, GetBucketOwnershipControlsCommand } = await sdk();
        const reply = await aws.client(S3Client).send(new GetBucketOwnershipControlsCommand(ownBucket(aws, id)));
        return reply.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
      },
    },
    policy: {
      iam: ["s3:GetBucketPolicy"],
      schema: PolicyDocument.nullable().default(null),
      none: ["NoSuchBucketPolicy"],
      async fetch(aws, { id }) {
        const { S3Client, GetBucketPolicyCommand } = await sdk();
        return parsePolicy((await aws.client(S3Client).send(new GetBucketPolicyCommand(ownBucket(aws, id)))).Policy ?? "");
      },
    },
    policyStatus: {
      iam: ["s3:GetBucketPolicyStatus"],
      schema: PolicyStatus.default({ IsPublic: false }),
      none: ["NoSuchBucketPolicy"],
      async fetch(aws, { id }) {
        const { S3Client, GetBucketPolicyStatusCommand } = await sdk();
        return PolicyStatus.parse((await aws.client(S3Client).send(new GetBucketPolicyStatusCommand(ownBucket(aws, id)))).PolicyStatus);
      },
    },
    publicAccessBlock: {
      iam: ["s3:GetBucketPublicAccessBlock"],
      schema: PublicAccessBlock,
      none: ["NoSuchPublicAccessBlockConfiguration"],
      async fetch(aws, { id }) {
        const { S3Client, GetPublicAccessBlockCommand } = await sdk();
        return (await aws.client(S3Client).send(new GetPublicAccessBlockCommand(ownBucket(aws, id)))).PublicAccessBlockConfiguration;
      },
    },
    tags: {
      iam: ["s3:GetBucketTagging"],
      schema: Tags,
      none: ["NoSuchTagSet"],
      async fetch(aws, { id }) {
        const { S3Client, GetBucketTaggingCommand } = await sdk();
        return toTags((await aws.client(S3Client).send(new GetBucketTaggingCommand(ownBucket(aws, id)))).TagSet);
      },
    },
    versioning: {
      iam: ["s3:GetBucketVersioning"],
      schema: BucketVersioning,
      fetch: (aws, { id }) => readVersioning(aws, id),
    },
  },
  events: bucketEvents,
});
