import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DisassociateAddressCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateApplicationCommand, ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateDBInstanceCommand, ModifyDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memberCredentials } from "../account.ts";
import { emulatorCredentials } from "../emulator.ts";
import { type EmulatorProxy, startProxy } from "../proxy.ts";
import { emulatorUrl } from "../worker-emulator.ts";
import { type CloudTrailStandIn, cloudTrailStandIn } from "./cloudtrail.ts";

const region = "eu-west-3";
const clock = { at: Date.parse("2026-03-01T12:00:00Z") };
const place: { proxy?: EmulatorProxy; trail?: CloudTrailStandIn } = {};
beforeAll(async () => {
  place.trail = cloudTrailStandIn({ now: () => new Date(clock.at), delaySeconds: 300 });
  const { faults, observer } = place.trail;
  place.proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults, observer });
});
afterAll(() => place.proxy?.stop());

const settings = (credentials: object = emulatorCredentials) => ({
  ...{ endpoint: place.proxy!.url, region, maxAttempts: 1 },
  credentials: { ...emulatorCredentials, ...credentials },
});
/** The records that calls leave. */
const recordsOf = async (calls: () => Promise<unknown>) => {
  const before = place.trail!.records.length;
  await calls();
  return place.trail!.records.slice(before);
};

it("EC2: instances, tags and addresses, in EC2's own shapes", async () => {
  const ec2 = new EC2Client(settings());
  const made: string[] = [];
  const [run] = await recordsOf(async () => {
    const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "Name", Value: "web" }] }];
    const input = { ImageId: "ami-12345678", MinCount: 2, MaxCount: 2, TagSpecifications, UserData: "c2VjcmV0" };
    made.push(...((await ec2.send(new RunInstancesCommand(input))).Instances ?? []).map(({ InstanceId = "" }) => InstanceId));
  });
  expect(run).toMatchObject({
    ...{ eventSource: "ec2.amazonaws.com", eventName: "RunInstances", eventTime: "2026-03-01T12:00:00Z", awsRegion: region },
    ...{ readOnly: false, recipientAccountId: "123456789012", eventType: "AwsApiCall" },
    requestParameters: {
      instancesSet: { items: [{ imageId: "ami-12345678", minCount: 2, maxCount: 2 }] },
      tagSpecificationSet: { items: [{ resourceType: "instance", tags: [{ key: "Name", value: "web" }] }] },
      userData: "<sensitiveDataRemoved>",
    },
    responseElements: { instancesSet: { items: made.map((instanceId) => ({ instanceId, imageId: "ami-12345678" })) } },
  });
  expect(JSON.stringify(run)).not.toContain("c2VjcmV0");
  const [first = ""] = made;
  const others = await recordsOf(async () => {
    await ec2.send(new DescribeInstancesCommand({ InstanceIds: made }));
    await ec2.send(new StopInstancesCommand({ InstanceIds: made }));
    await ec2.send(new DeleteTagsCommand({ Resources: [first], Tags: [{ Key: "Name" }] }));
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: first }));
    await ec2.send(new DisassociateAddressCommand({ AssociationId }));
    const refused = ec2.send(new TerminateInstancesCommand({ InstanceIds: ["i-00000000000000000"] }));
    await expect(refused).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
  });
  expect(others).toMatchObject([
    { eventName: "StopInstances", requestParameters: { instancesSet: { items: made.map((instanceId) => ({ instanceId })) } } },
    {
      eventName: "DeleteTags",
      requestParameters: { resourcesSet: { items: [{ resourceId: first }] }, tagSet: { items: [{ key: "Name" }] } },
    },
    { eventName: "AllocateAddress", responseElements: { allocationId: expect.stringMatching(/^eipalloc-/) } },
    { eventName: "AssociateAddress", requestParameters: { instanceId: first } },
    { eventName: "DisassociateAddress", requestParameters: { associationId: expect.stringMatching(/^eipassoc-/) } },
    { eventName: "TerminateInstances", errorCode: "Client.InvalidInstanceID.NotFound", responseElements: null },
  ]);
});

it("RDS, Beanstalk and load balancers: forms and XML, without what is secret", async () => {
  const rds = new RDSClient(settings());
  const records = await recordsOf(async () => {
    const kind = { DBInstanceClass: "db.t3.micro", Engine: "mysql", AllocatedStorage: 20, Tags: [{ Key: "a", Value: "b" }] };
    const owner = { MasterUsername: "admin", MasterUserPassword: "hunter2222" };
    await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: "trailed", ...kind, ...owner }));
    const renamed = { DBInstanceIdentifier: "trailed", NewDBInstanceIdentifier: "trailed-2", ApplyImmediately: true };
    await rds.send(new ModifyDBInstanceCommand(renamed));
    await new ElasticBeanstalkClient(settings()).send(new CreateApplicationCommand({ ApplicationName: "trailed" }));
    const refused = new ElasticLoadBalancingV2Client(settings()).send(
      new CreateLoadBalancerCommand({ Name: "web", Subnets: ["subnet-0"] }),
    );
    await expect(refused).rejects.toThrow();
  });
  const arn = `arn:aws:rds:${region}:123456789012:db:trailed`;
  expect(records).toMatchObject([
    {
      eventName: "CreateDBInstance",
      requestParameters: { dBInstanceIdentifier: "trailed", allocatedStorage: 20, tags: [{ key: "a", value: "b" }] },
      responseElements: {
        dBInstanceIdentifier: "trailed",
        dBInstanceArn: arn,
        endpoint: { port: 3306 },
        readReplicaDBInstanceIdentifiers: [],
      },
    },
    {
      requestParameters: { dBInstanceIdentifier: "trailed", newDBInstanceIdentifier: "trailed-2", applyImmediately: true },
      responseElements: { dBInstanceIdentifier: "trailed-2" },
    },
    { eventSource: "elasticbeanstalk.amazonaws.com", requestParameters: { applicationName: "trailed" }, responseElements: null },
    { apiVersion: "2015-12-01", errorCode: expect.any(String), requestParameters: { name: "web", subnets: ["subnet-0"] } },
  ]);
  expect(JSON.stringify(records)).not.toContain("hunter2222");
});

it("a lookup shows an account's own events, when their delay is over, and those of IAM in the main region alone", async () => {
  const credentials = await memberCredentials({ url: place.proxy!.url, account: "222233334444", partition: "aws" });
  await new EC2Client(settings(credentials)).send(new AllocateAddressCommand({ Domain: "vpc" }));
  await new IAMClient({ ...settings(credentials), region: "us-east-1" }).send(new CreateUserCommand({ UserName: "trailed" }));
  const show = async (of: object, at: string) => {
    const { Events = [] } = await new CloudTrailClient({ ...settings(credentials), region: at, ...of }).send(new LookupEventsCommand({}));
    return Events.map(({ EventName }) => EventName);
  };
  expect(await show({}, region)).toEqual([]);
  clock.at += 300_000;
  expect(await show({}, region)).toEqual(["AllocateAddress"]);
  expect(await show({}, "us-east-1")).toEqual(["CreateUser"]);
  expect(await show({ credentials: emulatorCredentials }, region)).not.toContain("CreateUser");
});
