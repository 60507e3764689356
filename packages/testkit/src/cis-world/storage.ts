import { CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import { CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Aws } from "@plumbline/aws-session/aws";

/** Names of buckets are one world's over all accounts. */
export const bucketsOf = ({ account }: Pick<Aws, "account">) =>
  ({
    trailBucket: `cis-trail-${account}`,
    logBucket: `cis-logs-${account}`,
    bare: `cis-bare-${account}`,
    open: `cis-public-${account}`,
  }) as const;
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** Encrypts a bucket, makes it private, and has it refuse requests without TLS. */
async function protect(s3: S3Client, Bucket: string, own: readonly object[] = []): Promise<void> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
  const tls = {
    ...{ Sid: "Tls", Effect: "Deny", Principal: "*", Action: "s3:*" },
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [tls, ...own] }) }));
}

/** The buckets of the good trail and of its access log. */
export async function makeGoodBuckets(aws: Aws): Promise<void> {
  const { client } = aws;
  const { trailBucket, logBucket } = bucketsOf(aws);
  const s3 = client(S3Client);
  for (const Bucket of [logBucket, trailBucket]) await s3.send(new CreateBucketCommand({ Bucket }));
  // The emulator wants the log delivery group to be let in by ACL, and breaks down over a policy that is about everyone: so logging comes first.
  const group = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
  const Rules = [{ ObjectOwnership: "ObjectWriter" as const }];
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket: logBucket, OwnershipControls: { Rules } }));
  await s3.send(new PutBucketAclCommand({ Bucket: logBucket, GrantWrite: group, GrantReadACP: group }));
  const LoggingEnabled = { TargetBucket: logBucket, TargetPrefix: "access/" };
  await s3.send(new PutBucketLoggingCommand({ Bucket: trailBucket, BucketLoggingStatus: { LoggingEnabled } }));
  const service = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
  await protect(s3, logBucket);
  await protect(s3, trailBucket, [{ ...service, Action: "s3:PutObject", Resource: `arn:aws:s3:::${trailBucket}/*` }]);
}

/** A bucket with nothing set, and one that everyone can read. */
export async function makeBadBuckets(aws: Aws): Promise<void> {
  const { client } = aws;
  const { bare, open } = bucketsOf(aws);
  const s3 = client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: bare }));
  await s3.send(new CreateBucketCommand({ Bucket: open }));
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${open}/*` }];
  await s3.send(new PutBucketPolicyCommand({ Bucket: open, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }));
}

/** A database and a file system, with everything on or off. */
export async function makeStores({ client }: Aws, name: string, isGood: boolean): Promise<void> {
  await client(RDSClient).send(
    new CreateDBInstanceCommand({
      ...{ DBInstanceIdentifier: `cis-${name}`, DBInstanceClass: "db.t3.micro", Engine: "postgres", AllocatedStorage: 20 },
      ...{ MasterUsername: "owner", MasterUserPassword: "not-a-real-password" },
      ...{ StorageEncrypted: isGood, AutoMinorVersionUpgrade: isGood, PubliclyAccessible: !isGood, MultiAZ: isGood },
    }),
  );
  await client(EFSClient).send(new CreateFileSystemCommand({ CreationToken: `cis-${name}`, Encrypted: isGood }));
}
