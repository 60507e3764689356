import { CreateFlowLogsCommand, CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateClusterCommand, CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import type { Aws, Collector } from "@plumbline/audit-kit/define";
import { findAll } from "@plumbline/audit-kit/look-once";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { collectors } from "@plumbline/collectors/registry.generated";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { own, record, table } from "./table.fixture.ts";
import { translate } from "./translate.ts";

// From a record of CloudTrail to the resource that AWS has, for the forms in which an event names a resource by something else. The emulator
// lacks the filters for an instance by its interface and a group by a prefix list; the tests of these collectors hold them.
const region = "eu-west-1";
const run = `forms${Date.now().toString(36)}`;
const made: { session?: Session; aws?: Aws } = {};
beforeAll(async () => {
  made.session = await createSession({ credentials: emulatorCredentials, region, endpointUrl: emulatorUrl() }, { environment: {} });
  made.aws = await made.session.connect({ account: made.session.callerAccount, region });
});
afterAll(() => made.session?.close());

interface Form {
  /** The event, its parameters or its answer, and the resources that are meant, by type. */
  readonly event: readonly [source: string, name: string];
  readonly says: object;
  readonly means: readonly string[];
}

const vpcOf = async (aws: Aws) => {
  const client = aws.client(EC2Client);
  const vpc = (await client.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }))).Vpc?.VpcId ?? "";
  const zone = async (AvailabilityZone: string, CidrBlock: string) =>
    (await client.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock, AvailabilityZone }))).Subnet?.SubnetId ?? "";
  return { client, vpc, subnets: [await zone("eu-west-1a", "10.9.1.0/24"), await zone("eu-west-1b", "10.9.2.0/24")] };
};
const groupOf = async (aws: Aws, GroupName: string) => {
  const { client, vpc } = await vpcOf(aws);
  const { GroupId = "" } = await client.send(new CreateSecurityGroupCommand({ GroupName, Description: "x", VpcId: vpc }));
  return { client, GroupId };
};

const forms: Readonly<Record<string, (aws: Aws) => Promise<Form>>> = {
  "a security group by its name": async (aws) => {
    const { GroupId } = await groupOf(aws, run);
    return {
      event: ["ec2", "AuthorizeSecurityGroupIngress"],
      says: { requestParameters: { groupName: run }, responseElements: { _return: true } },
      means: [`security_group ${GroupId}`],
    };
  },
  "a VPC by flow logs of it": async (aws) => {
    const { client, vpc } = await vpcOf(aws);
    const DeliverLogsPermissionArn = `arn:aws:iam::${aws.account}:role/logs`;
    const kinds = { ResourceType: "VPC", TrafficType: "ALL" } as const;
    const log = { ...kinds, ResourceIds: [vpc], LogGroupName: run, DeliverLogsPermissionArn };
    const { FlowLogIds: [content] = [] } = await client.send(new CreateFlowLogsCommand(log));
    return {
      event: ["ec2", "DeleteFlowLogs"],
      says: { requestParameters: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content } } } },
      means: [`vpc ${vpc}`],
    };
  },
  "a load balancer by its listener": async (aws) => {
    const { vpc, subnets } = await vpcOf(aws);
    const client = aws.client(ElasticLoadBalancingV2Client);
    const [balancer] = (await client.send(new CreateLoadBalancerCommand({ Name: run, Subnets: subnets }))).LoadBalancers ?? [];
    const [group] =
      (await client.send(new CreateTargetGroupCommand({ Name: run, Protocol: "HTTP", Port: 80, VpcId: vpc }))).TargetGroups ?? [];
    const DefaultActions = [{ Type: "forward" as const, TargetGroupArn: group?.TargetGroupArn }];
    const input = { LoadBalancerArn: balancer?.LoadBalancerArn, Protocol: "HTTP" as const, Port: 80, DefaultActions };
    const [listener] = (await client.send(new CreateListenerCommand(input))).Listeners ?? [];
    return {
      event: ["elasticloadbalancing", "ModifyListener"],
      says: { requestParameters: { listenerArn: listener?.ListenerArn } },
      means: [`elbv2 ${balancer?.LoadBalancerArn}`, `elbv2 ${group?.TargetGroupArn}`],
    };
  },
  "a service by its name": async (aws) => {
    const client = aws.client(ECSClient);
    await client.send(new CreateClusterCommand({ clusterName: run }));
    await client.send(new RegisterTaskDefinitionCommand({ family: run, containerDefinitions: [{ name: "a", image: "a", memory: 64 }] }));
    const input = { cluster: run, serviceName: run, taskDefinition: run, desiredCount: 0 };
    const { service } = await client.send(new CreateServiceCommand(input));
    return {
      event: ["ecs", "UpdateService"],
      says: { requestParameters: { cluster: run, service: run } },
      means: [`ecs_service ${service?.serviceArn}`],
    };
  },
  "a key by an alias": async (aws) => {
    const client = aws.client(KMSClient);
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    await client.send(new CreateAliasCommand({ AliasName: `alias/${run}`, TargetKeyId: KeyMetadata?.KeyId }));
    return {
      event: ["kms", "DisableKey"],
      says: { requestParameters: { keyId: `alias/${run}` } },
      means: [`kms_key ${KeyMetadata?.KeyId}`],
    };
  },
  "a user by a device of the same name": async (aws) => {
    await aws.client(IAMClient).send(new CreateUserCommand({ UserName: run }));
    const serialNumber = `arn:aws:iam::${aws.account}:mfa/${run}`;
    return {
      event: ["iam", "DeleteVirtualMFADevice"],
      says: { requestParameters: { serialNumber } },
      means: [`account ${aws.account}`, `iam_user ${run}`],
    };
  },
  "a function by its ARN and a version": async (aws) => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const { Role } = await aws
      .client(IAMClient)
      .send(new CreateRoleCommand({ RoleName: run, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    // The smallest archive that there is: an end of central directory.
    const ZipFile = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");
    const input = { FunctionName: run, Role: Role?.Arn, Runtime: "nodejs22.x" as const, Handler: "a.b", Code: { ZipFile } };
    const { FunctionArn } = await aws.client(LambdaClient).send(new CreateFunctionCommand(input));
    return {
      event: ["lambda", "AddPermission20150331v2"],
      says: { requestParameters: { functionName: `${FunctionArn}:$LATEST` } },
      means: [`lambda_function ${run}`],
    };
  },
  "a database by its name in other letters": async (aws) => {
    const input = { DBInstanceIdentifier: run, DBInstanceClass: "db.t3.micro", Engine: "mysql" };
    await aws
      .client(RDSClient)
      .send(new CreateDBInstanceCommand({ ...input, MasterUsername: "admin", MasterUserPassword: "password1", AllocatedStorage: 20 }));
    return {
      event: ["rds", "ModifyDBInstance"],
      says: { requestParameters: { dBInstanceIdentifier: run.toUpperCase() } },
      means: [`rds ${run}`],
    };
  },
};

const loaders: Readonly<Record<string, () => Promise<Collector>>> = collectors;

describe("find takes what a record says of", () => {
  it.each(Object.entries(forms))("%s", async (_, make) => {
    const aws = made.aws!;
    const { event, says, means } = await make(aws);
    const done = translate(record(event[0], event[1], { ...says, awsRegion: region, recipientAccountId: aws.account }), table, own);
    const found: string[] = [];
    for (const { ref } of done.kind === "messages" ? done.messages : []) {
      const collector = await loaders[ref.type]!();
      const where = await made.session!.connect({ account: ref.account, region: ref.region });
      for (const { id } of await findAll(collector, where, ref.id)) found.push(`${ref.type} ${id}`);
    }
    // Flow logs that are gone may have been of any VPC.
    expect(event[1] === "DeleteFlowLogs" ? found.filter((one) => means.includes(one)) : found).toEqual(means);
  });
});
