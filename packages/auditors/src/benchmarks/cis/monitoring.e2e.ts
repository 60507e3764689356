import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, PutMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateNetworkAclCommand,
  CreateRouteCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Auditor, Aws } from "@plumbline/audit-kit/define";
import { readActions } from "@plumbline/audit-kit/generate";
import { audit } from "@plumbline/audit-kit/run";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { createReplay } from "@plumbline/aws-session/replay";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { awsFault } from "@plumbline/aws-session/testing";
import { memberCredentials } from "@plumbline/testkit/account";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../registry.generated.ts";

// What the questions on monitoring and networking say of an account of the emulator.
const [region, account] = ["us-east-1", "444455556666"];
const dimension = "$.userIdentity.arn";
/** A pattern for one alarm each, and what is wrong with it; `fine` when nothing is. */
const alarms: Record<string, { pattern: string; is: "fine" | "unheard" | "off" | "split" | "short" }> = {
  "root-use": { pattern: '{$.userIdentity.type="Root"&&$.userIdentity.invokedBy NOT EXISTS}', is: "fine" },
  "kms-key-deletion": { pattern: "{ $.eventName = ScheduleKeyDeletion || $.eventName = DisableKey }", is: "unheard" },
  "cloudtrail-changes": {
    pattern: "{ ($.eventName = *Trail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }",
    is: "off",
  },
  "console-failures": { pattern: '{ $.eventName = ConsoleLogin && $.errorMessage = "Failed authentication" }', is: "split" },
  "config-changes": { pattern: "{ $.eventName = StopConfigurationRecorder || $.eventName = DeleteDeliveryChannel }", is: "short" },
};
/** What each check must say, sorted. */
const expected: Record<string, string> = {
  ...Object.fromEntries(Object.entries(alarms).map(([id, { is }]) => [`account/alarm-${id}`, is === "fine" ? "pass" : "fail"])),
  "account/alarm-vpc-changes": "fail",
  "network_acl/no-open-admin-ports": "fail pass",
  "security_group/default-closed": "fail pass",
  "route_table/peering-least-access": "fail not-applicable",
  "vpc/endpoints": "fail pass",
};

const open = async (tape?: Parameters<typeof createSession>[1]["tape"]) => {
  const url = emulatorUrl();
  const credentials = await memberCredentials({ url, account, partition: "aws" });
  return createSession(
    { endpointUrl: url, ignoreConfiguredEndpoints: true, region, credentials },
    { environment: {}, ...(tape && { tape }) },
  );
};

async function makeAlarms(aws: Aws) {
  const logs = aws.client(CloudWatchLogsClient);
  const sns = aws.client(SNSClient);
  const logGroupName = "trail";
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await aws.client(S3Client).send(new CreateBucketCommand({ Bucket: `trail-${account}` }));
  const trail = aws.client(CloudTrailClient);
  await trail.send(
    new CreateTrailCommand({
      ...{ Name: "all", S3BucketName: `trail-${account}`, IsMultiRegionTrail: true },
      CloudWatchLogsLogGroupArn: `arn:${aws.partition}:logs:${region}:${account}:log-group:${logGroupName}:*`,
      CloudWatchLogsRoleArn: `arn:${aws.partition}:iam::${account}:role/trail`,
    }),
  );
  const management = { ReadWriteType: "All", IncludeManagementEvents: true } as const;
  await trail.send(new PutEventSelectorsCommand({ TrailName: "all", EventSelectors: [management] }));
  await trail.send(new StartLoggingCommand({ Name: "all" }));
  const [{ TopicArn: heard }, { TopicArn: unheard = "" }] = [
    await sns.send(new CreateTopicCommand({ Name: "heard" })),
    await sns.send(new CreateTopicCommand({ Name: "unheard" })),
  ];
  await sns.send(new SubscribeCommand({ TopicArn: heard, Protocol: "email", Endpoint: "security@example.com" }));
  for (const [name, { pattern, is }] of Object.entries(alarms)) {
    const metric = {
      metricNamespace: "Trail",
      metricName: name,
      metricValue: "1",
      ...(is === "split" && { dimensions: { who: dimension } }),
    };
    await logs.send(
      new PutMetricFilterCommand({ logGroupName, filterName: name, filterPattern: pattern, metricTransformations: [metric] }),
    );
    const rule = { Threshold: 1, Period: 300, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold" } as const;
    await aws.client(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: name, Namespace: "Trail", MetricName: name, Statistic: "Sum", ...rule },
        ...{ ActionsEnabled: is !== "off", AlarmActions: [is === "unheard" ? unheard : (heard ?? "")] },
      }),
    );
  }
}

async function makeNetworks(aws: Aws) {
  const ec2 = aws.client(EC2Client);
  const made = async (CidrBlock: string) => (await ec2.send(new CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId ?? "";
  const [one, other] = [await made("10.1.0.0/16"), await made("10.2.0.0/16")];
  await ec2.send(new CreateNetworkAclCommand({ VpcId: one }));
  await ec2.send(new CreateVpcEndpointCommand({ VpcId: one, ServiceName: `com.amazonaws.${region}.s3` }));
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [one] }] }));
  for (const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } of SecurityGroups ?? []) {
    if (IpPermissions.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
  const peering = await ec2.send(new CreateVpcPeeringConnectionCommand({ VpcId: one, PeerVpcId: other }));
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [one] }] }));
  const VpcPeeringConnectionId = peering.VpcPeeringConnection?.VpcPeeringConnectionId;
  const RouteTableId = RouteTables?.[0]?.RouteTableId;
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "10.2.0.0/16", VpcPeeringConnectionId }));
}

let auditors: Auditor[] = [];
const lines: string[] = [];
beforeAll(async () => {
  const session = await open();
  const aws = await session.connect({ account, region });
  await makeAlarms(aws);
  await makeNetworks(aws);
  session.close();
  const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;
  auditors = await Promise.all(Object.keys(expected).flatMap((id) => registry[id]?.() ?? []));
});

/** The statuses that a check has, and its reasons. */
async function judge(session: Session, auditor: Auditor): Promise<{ statuses: string; reasons: string }> {
  const targets = [{ id: account, kind: "prod" as const, mainRegion: region, regions: [{ name: region, required: true }] }];
  const found = new Map<string, string>();
  const connect: Session["connect"] = (place) => session.connect(place);
  for await (const outcome of audit({ auditors: [auditor], targets, partition: "aws", connect, now: new Date() }))
    if (outcome.kind === "resource")
      for (const { verdict } of outcome.findings) found.set(verdict.status, "reason" in verdict ? String(verdict.reason) : "");
  return { statuses: [...found.keys()].sort().join(" "), reasons: [...found.values()].join("; ") };
}

describe("monitoring and networking, on the emulator", () => {
  const reasons: Record<string, string> = {
    "account/alarm-kms-key-deletion": "nobody has confirmed a subscription",
    "account/alarm-cloudtrail-changes": "the actions of alarm cloudtrail-changes are off",
    "account/alarm-console-failures": "metric filter console-failures does not count all of them: its metric has dimensions",
    "account/alarm-config-changes": "metric filter config-changes misses PutDeliveryChannel, PutConfigurationRecorder",
    "account/alarm-vpc-changes": "no metric filter takes these events",
  };
  it("says what is so, and why", async () => {
    const session = await open({ record: (line) => void lines.push(line) });
    const said: Record<string, string> = {};
    for (const auditor of auditors) {
      const judged = await judge(session, auditor);
      said[auditor.id] = judged.statuses;
      expect(judged.reasons).toContain(reasons[auditor.id] ?? "");
    }
    session.close();
    expect(said).toEqual(expected);
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
        const { statuses } = await judge(session, auditor);
        if (refused === 0) wrong.push(`${auditor.id} never called ${action}`);
        else if (/pass/.test(statuses) || !/unknown/.test(statuses)) wrong.push(`${auditor.id} is ${statuses} without ${action}`);
      }
    session.close();
    console.log(`${auditors.length} checks x their actions: ${pairs} pairs denied; ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
  });
});
