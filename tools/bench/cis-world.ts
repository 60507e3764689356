import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { AddUserToGroupCommand, CreateAccessKeyCommand, CreateGroupCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, PutPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import type { Aws } from "@plumbline/aws-session/aws";
import { createSession } from "@plumbline/aws-session/session";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import pLimit from "p-limit";

const regions = ["us-east-1", "eu-west-1"];
/** How many of each, over all regions; with interfaces, volumes, keys and what comes with a region these are some 2,200 resources. */
const many = { buckets: 170, instances: 230, groups: 176, users: 83, keys: 40 };
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** Fills the emulator's own account, beside what is there, as a company's account is filled. Answers how many of each were made. */
export async function fillAccount(endpointUrl: string): Promise<typeof many> {
  const session = await createSession(
    { credentials: { ...emulatorCredentials }, region: "us-east-1", endpointUrl, ratePerSecond: 10_000, burst: 10_000 },
    { environment: {} },
  );
  try {
    const places = await Promise.all(regions.map((region) => session.connect({ account: session.callerAccount, region })));
    const limit = pLimit(8);
    const [main = places[0]] = places;
    if (!main) throw new Error("no region");
    await main.client(IAMClient).send(new CreateGroupCommand({ GroupName: "everyone" }));
    const made: Promise<unknown>[] = [];
    const each = (count: number, make: (i: number, place: Aws) => Promise<unknown>) => {
      for (let i = 0; i < count; i++) made.push(limit(() => make(i, places[i % places.length] ?? main)));
    };
    each(many.buckets, (i) => makeBucket(main, i));
    each(many.users, (i) => makeUser(main, i));
    each(many.groups, (i, place) => makeGroup(place, i));
    each(many.keys, (i, place) => place.client(KMSClient).send(new CreateKeyCommand({ Description: `many ${i}`, MultiRegion: false })));
    each(many.instances, (i, place) => startInstance(place, i));
    await Promise.all(made);
    return many;
  } finally {
    session.close();
  }
}

async function makeBucket({ client }: Aws, i: number): Promise<void> {
  const [s3, Bucket] = [client(S3Client), `many-${i}`];
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (i % 2 === 0) await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
  const Statement = [
    {
      ...{ Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    },
  ];
  if (i % 3 === 0) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }));
}

async function makeUser({ client }: Aws, i: number): Promise<void> {
  const [iam, UserName] = [client(IAMClient), `many-${i}`];
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "everyone" }));
  if (i % 2 === 0) await iam.send(new CreateAccessKeyCommand({ UserName }));
}

async function makeGroup({ client }: Aws, i: number): Promise<void> {
  const ec2 = client(EC2Client);
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: `many-${i}`, Description: "many" }));
  const IpRanges = [{ CidrIp: i % 10 === 0 ? "0.0.0.0/0" : "10.0.0.0/8" }];
  const IpPermissions = [443, 22].map((port) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges }));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

const startInstance = ({ client }: Aws, i: number) =>
  client(EC2Client).send(
    new RunInstancesCommand({
      ...{ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, InstanceType: "t3.micro" },
      MetadataOptions: { HttpTokens: i % 2 === 0 ? "required" : "optional" },
    }),
  );
