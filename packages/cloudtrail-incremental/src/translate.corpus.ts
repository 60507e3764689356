import { createReadStream } from "node:fs";
import { join, relative } from "node:path";
import type { Collector } from "@plumbline/audit-kit/define";
import type { WatchedEvent } from "@plumbline/audit-kit/generate";
import { collectors } from "@plumbline/collectors/registry.generated";
import { corpus } from "@plumbline/testkit/corpus";
import { beforeAll, describe, expect, it } from "vitest";
import { toEventTable } from "./event-table.ts";
import { findFiles } from "./find-files.ts";
import { readRecords } from "./read-records.ts";
import { own, table } from "./table.fixture.ts";
import { type Translation, translate } from "./translate.ts";
import { unwrap } from "./unwrap.ts";

// biome-ignore lint/suspicious/noExplicitAny: the oracle below reads records by hand, not by their schema
type Raw = any;
interface Real {
  readonly where: string;
  readonly value: Raw;
  readonly record: Raw;
  readonly done: Translation;
}

/** Some records had their regions made up before they were published: `eu-west-2r`. */
const repaired = (record: Raw): Raw => ({ ...record, awsRegion: record.awsRegion?.replace(/r$/, "") });
const unwrapped = (value: unknown): Raw => {
  try {
    return unwrap(value);
  } catch {
    return value;
  }
};

const real: Real[] = [];
const bad: string[] = [];
beforeAll(async () => {
  const folder = join(corpus, "cloudtrail");
  for await (const { path, isRecords } of findFiles(folder)) {
    if (!isRecords) continue;
    for await (const read of readRecords(createReadStream(path), relative(folder, path))) {
      if ("reason" in read) bad.push(`${read.where}: ${read.reason}`);
      else {
        translate(read.value, table, own); // as it was published: it may be unreadable, but must not throw
        const record = unwrapped(read.value);
        real.push({ where: read.where, value: read.value, record, done: translate(repaired(record), table, own) });
      }
    }
  }
});

const items = (list: Raw): Raw[] => list.items;
const one = (type: string, id: string) => [`${type} ${id}`];
const queue = (r: Raw) => one("sqs", r.requestParameters.queueUrl);
const bucket = (r: Raw) => one("s3_bucket", r.requestParameters.bucketName);
const group = (r: Raw) => one("security_group", r.requestParameters.groupId);
const user = (r: Raw) => one("iam_user", r.requestParameters.userName);
const role = (r: Raw) => one("iam_role", r.requestParameters.roleName);
const image = (r: Raw) => one("ami", r.requestParameters.imageId);
const snapshot = (r: Raw) => one("ebs_snapshot", r.requestParameters.snapshotId);
const database = (r: Raw) => one("rds", r.requestParameters.dBInstanceIdentifier);
const cluster = (r: Raw) => one("rds_cluster", r.requestParameters.dBClusterIdentifier);
const databaseSnapshot = (r: Raw) => one("rds_snapshot", r.requestParameters.dBSnapshotIdentifier);
const clusterSnapshot = (r: Raw) => one("rds_cluster_snapshot", r.requestParameters.dBClusterSnapshotIdentifier);
const lambda = (r: Raw) => one("lambda_function", r.requestParameters.functionName);
const account = (r: Raw) => one("account", r.recipientAccountId);
const instances = (list: Raw) => items(list).map(({ instanceId }) => `ec2 ${instanceId}`);
const key = (r: Raw) => one("kms_key", (r.requestParameters.keyId ?? r.resources[0].ARN).split("/").at(-1));
const region = () => ["region "];
const kindOf = (id: string) => ({ ami: "ami", snap: "ebs_snapshot", i: "ec2", sg: "security_group", vpc: "vpc" })[id.split("-")[0] ?? ""];

/** What a person reads in the records of each event: `type id`. */
const messages: Readonly<Record<string, (record: Raw) => string[]>> = {
  "cloudtrail CreateTrail": region,
  "cloudtrail DeleteTrail": region,
  "cloudtrail PutEventSelectors": region,
  "cloudtrail StartLogging": region,
  "cloudtrail StopLogging": region,
  "cloudtrail UpdateTrail": region,
  "config DeleteDeliveryChannel": region,
  "config PutDeliveryChannel": region,
  "config StopConfigurationRecorder": region,
  "guardduty DeleteDetector": region,
  "guardduty UpdateDetector": region,
  "ec2 AuthorizeSecurityGroupIngress": group,
  "ec2 CreateFlowLogs": (r) => one("vpc", r.requestParameters.CreateFlowLogsRequest.ResourceId.content),
  "ec2 CreateImage": (r) => one("ami", r.responseElements.imageId),
  "ec2 CreateSecurityGroup": (r) => one("security_group", r.responseElements.groupId),
  "ec2 CreateSnapshot": (r) => one("ebs_snapshot", r.responseElements.snapshotId),
  "ec2 CreateTags": (r) => items(r.requestParameters.resourcesSet).map(({ resourceId }) => `${kindOf(resourceId)} ${resourceId}`),
  "ec2 CreateVpc": (r) => one("vpc", r.responseElements.vpc.vpcId),
  "ec2 DeleteFlowLogs": (r) =>
    one(
      "vpc",
      r.requestParameters.DeleteFlowLogsRequest
        ? r.requestParameters.DeleteFlowLogsRequest.FlowLogId.content
        : r.requestParameters.flowLogId[0],
    ),
  "ec2 DeleteSecurityGroup": group,
  "ec2 DeleteSnapshot": snapshot,
  "ec2 DeleteVpc": (r) => one("vpc", r.requestParameters.vpcId),
  "ec2 ModifyImageAttribute": image,
  "ec2 ModifyInstanceAttribute": (r) => one("ec2", r.requestParameters.instanceId),
  "ec2 ModifySecurityGroupRules": (r) => one("security_group", r.requestParameters.ModifySecurityGroupRulesRequest.GroupId),
  "ec2 ModifySnapshotAttribute": snapshot,
  "ec2 RevokeSecurityGroupIngress": group,
  "ec2 RunInstances": (r) => instances(r.responseElements.instancesSet),
  "ec2 StartInstances": (r) => instances(r.requestParameters.instancesSet),
  "ec2 StopInstances": (r) => instances(r.requestParameters.instancesSet),
  "ec2 TerminateInstances": (r) => instances(r.requestParameters.instancesSet),
  "elasticloadbalancing CreateLoadBalancer": (r) => one("elbv2", r.responseElements.loadBalancers[0].loadBalancerArn),
  "iam CreateAccessKey": (r) => one("iam_user", r.responseElements?.accessKey?.userName ?? r.requestParameters.userName),
  "iam CreateLoginProfile": user,
  "iam CreateRole": role,
  "iam CreateUser": user,
  "iam DeactivateMFADevice": (r) => [...account(r), `iam_user ${r.userIdentity.arn.split("/").at(-1)}`],
  "iam DeleteAccessKey": user,
  "iam DeleteLoginProfile": user,
  "iam DeleteRole": role,
  "iam DeleteUser": user,
  "iam PutUserPolicy": user,
  "iam UpdateAssumeRolePolicy": role,
  "iam UpdateLoginProfile": user,
  "kms CreateKey": (r) => one("kms_key", r.responseElements.keyMetadata.keyId),
  "kms DisableKey": key,
  "kms PutKeyPolicy": key,
  "kms ScheduleKeyDeletion": key,
  "lambda AddPermission20150331v2": lambda,
  "lambda CreateFunction20150331": lambda,
  "lambda RemovePermission20150331v2": lambda,
  "lambda UpdateFunctionConfiguration20150331v2": lambda,
  "rds CopyDBClusterSnapshot": (r) => one("rds_cluster_snapshot", r.requestParameters.targetDBClusterSnapshotIdentifier),
  "rds CopyDBSnapshot": (r) => one("rds_snapshot", r.requestParameters.targetDBSnapshotIdentifier),
  "rds CreateDBCluster": cluster,
  "rds CreateDBInstance": database,
  "rds CreateDBInstanceReadReplica": database,
  "rds CreateDBSnapshot": databaseSnapshot,
  "rds DeleteDBCluster": cluster,
  "rds DeleteDBClusterSnapshot": clusterSnapshot,
  "rds DeleteDBInstance": database,
  "rds DeleteDBSnapshot": databaseSnapshot,
  "rds ModifyDBCluster": cluster,
  "rds ModifyDBClusterSnapshotAttribute": clusterSnapshot,
  "rds ModifyDBInstance": database,
  "rds ModifyDBSnapshotAttribute": databaseSnapshot,
  "rds StartDBInstance": database,
  "s3 CreateBucket": bucket,
  "s3 DeleteAccountPublicAccessBlock": account,
  "s3 DeleteBucket": bucket,
  "s3 DeleteBucketEncryption": bucket,
  "s3 DeleteBucketPublicAccessBlock": bucket,
  "s3 PutAccountPublicAccessBlock": account,
  "s3 PutBucketAcl": bucket,
  "s3 PutBucketEncryption": bucket,
  "s3 PutBucketPolicy": bucket,
  "s3 PutBucketPublicAccessBlock": bucket,
  "s3 PutBucketTagging": bucket,
  "sqs CreateQueue": (r) => one("sqs", r.responseElements.queueUrl),
  "sqs SetQueueAttributes": queue,
};

/** Records that were made up or cut by those who published them: what can't be read of them, and why that is right. */
const reviewed: Readonly<Record<string, string>> = {
  recipientAccountId: "the account has 9 digits, is xxx, or is missing with nothing in its place",
  awsRegion: "the region is redacted, or ...",
  "requestParameters.roleName": "a trust policy is there, but no role",
  "responseElements.role.roleName": "no answer, although the call is told as one that worked",
  "requestParameters.bucketName": "no parameters at all",
};

/** Events of which no record in the corpus names a resource of the type, and why that is right. */
const without: Readonly<Record<string, string>> = {
  "elb elasticloadbalancing CreateLoadBalancer": "the record is of an application load balancer",
  "iam_role iam CreateServiceLinkedRole": "the records have no answer",
  "iam_saml_provider iam DeleteSAMLProvider": "the record has no parameters",
  "organization_account organizations CreateAccountResult": "the record has its details as a text",
};

const nameOf = ({ record }: Real) => `${String(record.eventSource).split(".")[0]} ${record.eventName}`;

describe("real CloudTrail records", () => {
  it("all go through the translator, and those that can't be read are known", () => {
    const counts = new Map<string, number>();
    for (const { done } of real) {
      const what = done.kind === "messages" ? "translated" : done.kind === "ignored" ? done.reason : `unreadable ${done.error.field}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    const sent = real.flatMap(({ done }) => (done.kind === "messages" ? done.messages : []));
    console.log(`${real.length} records, ${sent.length} messages: ${JSON.stringify(Object.fromEntries([...counts].sort()))}`);
    expect([bad, real.length > 2000, sent.length > 150]).toEqual([[], true, true]);
    const unknown = real.flatMap(({ where, done }) =>
      done.kind === "unreadable" && !(done.error.field in reviewed) ? [`${where}: ${done.error.message}`] : [],
    );
    expect(unknown).toEqual([]);
  });

  it("give the messages that a person reads in them", () => {
    const translated = Map.groupBy(
      real.filter(({ done }) => done.kind === "messages"),
      nameOf,
    );
    console.log(`${translated.size} events of ${new Set(table.rows.map(({ source, name }) => source + name)).size} watched ones met`);
    expect([...translated.keys()].sort()).toEqual(Object.keys(messages).sort());
    for (const [name, all] of translated)
      for (const { where, record, done } of all) {
        const sent = done.kind === "messages" ? done.messages.map(({ ref }) => `${ref.type} ${ref.id}`) : [];
        expect([...sent].sort(), `${where} ${name}`).toEqual([...new Set(messages[name]?.(record))].sort());
        const [first] = done.kind === "messages" ? done.messages : [];
        expect([first?.ref.account], where).toEqual([record.recipientAccountId ?? first?.ref.account]);
      }
  });

  it("name a resource of every type whose events they are of", async () => {
    const all: Collector[] = await Promise.all(Object.values<() => Promise<Collector>>(collectors).map((load) => load()));
    const rows = all.flatMap(({ type, scope, events }) => events.map((event): WatchedEvent => ({ type, scope, ...event })));
    const byType = Map.groupBy(rows, ({ type }) => type);
    const missed: string[] = [];
    let met = 0;
    for (const [type, own_] of byType) {
      const alone = toEventTable(own_);
      for (const [name, records] of Map.groupBy(
        real.filter(({ record }) => typeof record.eventName === "string" && alone.of(record).length > 0),
        nameOf,
      )) {
        const seen = records
          .map(({ record }) => translate(repaired(record), alone, own))
          .filter((done) => !(done.kind === "ignored" && /failed-call|not-ours/.test(done.reason)));
        if (seen.length === 0) continue;
        met++;
        if (seen.some((done) => done.kind === "messages")) continue;
        missed.push(`${type} ${name}`);
      }
    }
    console.log(`${met} pairs of event and type met in records`);
    expect(missed.sort()).toEqual(Object.keys(without).sort());
  });
});
