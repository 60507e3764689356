import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  ConfigServiceClient,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import {
  CreateFlowLogsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { EnableSecurityHubCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import type { Auditor, Aws } from "@plumbline/audit-kit/define";
import { readActions } from "@plumbline/audit-kit/generate";
import { audit } from "@plumbline/audit-kit/run";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { createReplay } from "@plumbline/aws-session/replay";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { awsFault } from "@plumbline/aws-session/testing";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { type CheckId, checks } from "../../registry.generated.ts";

// What the questions on logging say of one account of the emulator, with a region where all is switched on and one where nothing is. The
// emulator has no Access Analyzer, a Macie that the SDK does not understand, and never delivers to a log group; the tables of these checks hold these.
const [good, bad] = ["us-east-1", "eu-west-1"];
/** No other test has it. */
const account = "999999999901";
const settings = { "vpc/flow-logs": { rejects: true }, "region/config-enabled": { requireAllResourceTypes: true } };
/** What each check must say, by region; `fail` also where only some of it fails. */
const expected = {
  "account/multi-region-trail": { [good]: "pass" },
  "account/s3-object-write-events": { [good]: "pass" },
  "account/s3-object-read-events": { [good]: "fail" },
  "trail/log-validation": { [good]: "pass", [bad]: "fail" },
  "trail/kms-encrypted": { [good]: "pass", [bad]: "fail" },
  "trail/sends-to-cloudwatch": { [good]: "fail", [bad]: "fail" },
  "trail/bucket-not-public": { [good]: "pass", [bad]: "fail" },
  "trail/bucket-logged": { [good]: "pass", [bad]: "fail" },
  "region/config-enabled": { [good]: "pass", [bad]: "fail" },
  "region/config-records-global-types": { [good]: "pass", [bad]: "fail" },
  "region/ebs-encryption-by-default": { [good]: "pass", [bad]: "fail" },
  "region/security-hub-enabled": { [good]: "pass", [bad]: "fail" },
  "kms_key/rotation-enabled": { [good]: "not-applicable pass", [bad]: "fail" },
  "vpc/flow-logs": { [good]: "pass", [bad]: "fail" },
  "elbv2/access-logs": { [good]: "pass", [bad]: "fail" },
} satisfies Partial<Record<CheckId, Record<string, string>>>;

const open = (tape?: Parameters<typeof createSession>[1]["tape"]) =>
  createSession(
    { ...{ endpointUrl: emulatorUrl(), ignoreConfiguredEndpoints: true, region: good }, credentials: emulatorCredentials },
    { environment: {}, ...(tape && { tape }) },
  );

async function makeBucket({ client, region }: Aws, Bucket: string): Promise<S3Client> {
  const s3 = client(S3Client);
  const place = region === good ? {} : { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };
  await s3.send(new CreateBucketCommand({ Bucket, ...place }));
  return s3;
}
const allow = (Principal: object | string, Action: string, Resource: string) => ({ Effect: "Allow", Principal, Action, Resource });

async function makeTrail(aws: Aws, { bucket, ...settings }: { bucket: string } & Partial<CreateTrailCommand["input"]>) {
  const client = aws.client(CloudTrailClient);
  const Name = `trail-${aws.region}`;
  await client.send(new CreateTrailCommand({ Name, S3BucketName: bucket, ...settings }));
  await client.send(new StartLoggingCommand({ Name }));
  return { client, Name };
}

async function makeBalancer(aws: Aws, logs: string) {
  const { Subnets = [] } = await aws.client(EC2Client).send(new DescribeSubnetsCommand({}));
  const client = aws.client(ElasticLoadBalancingV2Client);
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({ Name: "web", Subnets: Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []) }),
  );
  const Attributes = [
    { Key: "access_logs.s3.enabled", Value: logs },
    { Key: "access_logs.s3.bucket", Value: "logs-good" },
  ];
  await client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn, Attributes }));
}

async function makeFlowLogs(aws: Aws, TrafficType: "ACCEPT" | "REJECT") {
  const client = aws.client(EC2Client);
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({}));
  const ResourceIds = Vpcs.flatMap(({ VpcId }) => VpcId ?? []);
  const where = { LogDestinationType: "s3", LogDestination: `arn:${aws.partition}:s3:::logs-good` } as const;
  await client.send(new CreateFlowLogsCommand({ ResourceType: "VPC", TrafficType, ResourceIds, ...where }));
}

async function makeGood(aws: Aws) {
  const kms = aws.client(KMSClient);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateKeyCommand({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" }));
  await kms.send(new EnableKeyRotationCommand({ KeyId: KeyMetadata?.KeyId }));
  const s3 = await makeBucket(aws, "logs-good");
  await makeBucket(aws, "access-good");
  const objects = (bucket: string) => `arn:${aws.partition}:s3:::${bucket}/*`;
  const cloudtrail = allow({ Service: "cloudtrail.amazonaws.com" }, "s3:PutObject", objects("logs-good"));
  await s3.send(new PutBucketPolicyCommand({ Bucket: "logs-good", Policy: JSON.stringify({ Statement: [cloudtrail] }) }));
  const delivery = allow({ Service: "logging.s3.amazonaws.com" }, "s3:PutObject", objects("access-good"));
  await s3.send(new PutBucketPolicyCommand({ Bucket: "access-good", Policy: JSON.stringify({ Statement: [delivery] }) }));
  const LoggingEnabled = { TargetBucket: "access-good", TargetPrefix: "trail/" };
  await s3.send(new PutBucketLoggingCommand({ Bucket: "logs-good", BucketLoggingStatus: { LoggingEnabled } }));
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: "logs-good", PublicAccessBlockConfiguration: all }));
  const { client, Name } = await makeTrail(aws, {
    ...{ bucket: "logs-good", IsMultiRegionTrail: true, EnableLogFileValidation: true, KmsKeyId: KeyMetadata?.Arn },
  });
  const management = { ReadWriteType: "All", IncludeManagementEvents: true } as const;
  const DataResources = [{ Type: "AWS::S3::Object", Values: [`arn:${aws.partition}:s3`] }];
  const writes = { ReadWriteType: "WriteOnly", IncludeManagementEvents: false, DataResources } as const;
  await client.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [management, writes] }));
  const config = aws.client(ConfigServiceClient);
  const recordingGroup = { allSupported: true, includeGlobalResourceTypes: true };
  const roleARN = `arn:${aws.partition}:iam::${aws.account}:role/config`;
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: "default", roleARN, recordingGroup } }));
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: "default", s3BucketName: "logs-good" } }));
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
  await aws.client(EC2Client).send(new EnableEbsEncryptionByDefaultCommand({}));
  await aws.client(SecurityHubClient).send(new EnableSecurityHubCommand({}));
  await makeFlowLogs(aws, "REJECT");
  await makeBalancer(aws, "true");
}

async function makeBad(aws: Aws) {
  await aws.client(KMSClient).send(new CreateKeyCommand({}));
  const s3 = await makeBucket(aws, "logs-bad");
  const anyone = allow("*", "s3:GetObject", `arn:${aws.partition}:s3:::logs-bad/*`);
  await s3.send(new PutBucketPolicyCommand({ Bucket: "logs-bad", Policy: JSON.stringify({ Statement: [anyone] }) }));
  await makeTrail(aws, { bucket: "logs-bad" });
  await makeFlowLogs(aws, "ACCEPT");
  await makeBalancer(aws, "false");
}

let auditors: Auditor[] = [];
const lines: string[] = [];
beforeAll(async () => {
  const session = await open();
  const at = (region: string) => session.connect({ account, region });
  await makeGood(await at(good));
  await makeBad(await at(bad));
  session.close();
  const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;
  auditors = await Promise.all(Object.keys(expected).flatMap((id) => registry[id]?.() ?? []));
});

/** The statuses that a check has, by region. */
async function judge(session: Session, auditor: Auditor): Promise<Record<string, string>> {
  const regions = [good, bad].map((name) => ({ name, required: true }));
  const targets = [{ id: account, kind: "prod" as const, mainRegion: good, regions }];
  const found = new Map<string, Set<string>>();
  const connect: Session["connect"] = (place) => session.connect(place);
  for await (const outcome of audit({ auditors: [auditor], targets, partition: "aws", connect, settings, now: new Date() })) {
    if (outcome.kind !== "resource") continue;
    for (const { verdict, resource } of outcome.findings)
      found.set(resource.region, (found.get(resource.region) ?? new Set()).add(verdict.status));
  }
  return Object.fromEntries([...found].map(([region, statuses]) => [region, [...statuses].sort().join(" ")]));
}

describe("logging, on the emulator", () => {
  it("says of each region what is so", async () => {
    const session = await open({ record: (line) => void lines.push(line) });
    const said = await Promise.all(auditors.map(async (auditor) => [auditor.id, await judge(session, auditor)]));
    session.close();
    expect(Object.fromEntries(said)).toEqual(expected);
  });

  it("passes nothing when an action is denied, each in turn", async () => {
    let denied = "";
    let refused = 0;
    const replay = await createReplay(lines, (call) => {
      if (iamAction(call) !== denied) return undefined;
      refused++;
      return awsFault("AccessDeniedException", `not authorized to perform: ${denied}`, 403);
    });
    const session = await open({ replay });
    const wrong: string[] = [];
    let pairs = 0;
    for (const auditor of auditors)
      for (const action of readActions([auditor])) {
        [denied, refused] = [action, 0];
        pairs++;
        const statuses = Object.values(await judge(session, auditor)).join(" ");
        // What was listed before a listing is refused is judged; the ledger names the listing.
        const isListing = auditor.subject.iam.includes(action);
        if (refused === 0) wrong.push(`${auditor.id} never called ${action}`);
        else if (!isListing && /pass/.test(statuses)) wrong.push(`${auditor.id} passes without ${action}`);
      }
    session.close();
    console.log(`${auditors.length} checks x their actions: ${pairs} pairs denied; ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
  });
});
