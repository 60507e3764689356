import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpus } from "../corpus.ts";
import { ec2Request, ec2Response } from "./ec2-record.ts";
import { jsonObject } from "./json-record.ts";
import { queryRequest, queryResponse } from "./query-record.ts";

// The forms that callers sent, as AWS's clients write them, and the records that CloudTrail made of them.
const dataset = (minute: string) => `aws_dataset/218007301253_CloudTrail_us-east-1_20230710T${minute}.json`;
const tags = { "TagSpecification.1.Tag.1.Key": "StratusRedTeam", "TagSpecification.1.Tag.1.Value": "true" };
type Found = { eventID?: string; requestParameters: object; responseElements: object };

const search = (value: unknown, id: string): Found | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if ("eventID" in value && value.eventID === id) return value as Found;
  return Object.values(value)
    .map((one) => search(one, id))
    .find((one) => one !== undefined);
};
const real = (file: string, id: string): Found => {
  const text = readFileSync(join(corpus, "cloudtrail", file), "utf8");
  const values = file.endsWith("ndjson") ? text.trim().split("\n") : [text];
  const found = values.map((line) => search(JSON.parse(line), id)).find((one) => one !== undefined);
  if (found === undefined) throw new Error(`${file} has no event ${id}`);
  return found;
};
/** CloudTrail writes sets that nobody sent as empty ones. */
const sent = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const isEmpty = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one) && Object.keys(one).length === 0;
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (isEmpty(one) ? [] : [[name, sent(one)]])));
};

const requests: Readonly<Record<string, [file: string, id: string, made: object]>> = {
  "an address with tags": [
    dataset("1200Z_iLj9fb7yyUG9X4Bf"),
    "a4ff516f-8f9a-4c36-9700-b31a883c1a6e",
    ec2Request("AllocateAddress", {
      ...{ Domain: "vpc", "TagSpecification.1.ResourceType": "elastic-ip", ...tags },
      ...{
        "TagSpecification.1.Tag.2.Key": "Name",
        "TagSpecification.1.Tag.2.Value": "stratus-red-team-ec2-steal-credentials-vpc-us-east-1a",
      },
    }),
  ],
  "an interface with an address": [
    dataset("1200Z_iLj9fb7yyUG9X4Bf"),
    "16034e79-0235-4886-9566-19d4a4ca1d72",
    ec2Request("CreateNetworkInterface", {
      ...{ SubnetId: "subnet-0ed352584ab4aa265", "TagSpecification.1.ResourceType": "network-interface", ...tags },
      ...{ "PrivateIpAddresses.1.PrivateIpAddress": "10.0.1.10", "PrivateIpAddresses.1.Primary": "true" },
      ClientToken: "C265B64D-B8B2-4C8F-912B-A346F34FC63A",
    }),
  ],
  "a later call, in an element of its own": [
    dataset("1205Z_UljXNp9xLp8nsAGc"),
    "f94192be-ac87-46a2-9b88-ffb245b37ec6",
    ec2Request("CreateNatGateway", {
      ...{ ConnectivityType: "public", AllocationId: "eipalloc-04cbfdaf4b48e92d5", SubnetId: "subnet-0afaf7ba0564cac3a" },
      ...{ ClientToken: "D9759983-1D94-463A-B3DC-867C6793D8B0", "TagSpecification.1.ResourceType": "natgateway", ...tags },
      ...{ "TagSpecification.1.Tag.2.Key": "Name", "TagSpecification.1.Tag.2.Value": "stratus-red-team-ec2-enumerate-vpc-us-east-1a" },
    }),
  ],
  tags: [
    dataset("1215Z_YMDRJwtmC82bUwAo"),
    "166db627-7c52-4552-ac56-5aad1d09bde8",
    ec2Request("CreateTags", { "ResourceId.1": "ami-0aa1d83d0b0985c86", "Tag.1.Key": "StratusRedTeam", "Tag.1.Value": "true" }),
  ],
  "an attribute": [
    dataset("1215Z_Z8x5aqgtcXn5NEG9"),
    "104596ab-1765-43cf-8e7e-57dc1f676224",
    ec2Request("ModifyInstanceAttribute", { InstanceId: "i-05c30218156bcc246", "DisableApiTermination.Value": "false" }),
  ],
  "instances that are stopped": [
    "panther-analysis/aws_cloudtrail_aws_ec2_stopinstances.ndjson",
    "9357a8cc-a0eb-46a1-b67e-EXAMPLE19b14",
    ec2Request("StopInstances", { "InstanceId.1": "i-EXAMPLE56126103cb", "InstanceId.2": "i-EXAMPLEaff4840c22", Force: "false" }),
  ],
  "a user with tags": [
    dataset("1230Z_ZtUNbBkwAu98FPZb"),
    "648d0a9c-6d07-4c99-bd4e-9a27b3ad45d2",
    queryRequest({
      ...{ UserName: "stratus-red-team-backdoor-u-user", Path: "/" },
      ...{ "Tags.member.1.Key": "StratusRedTeam", "Tags.member.1.Value": "true" },
    }),
  ],
  "a database": [
    dataset("1220Z_r7NFD65BgeDMqD23"),
    "fdc74c82-c299-4211-a08e-b5f125ee3b58",
    queryRequest({
      ...{ DBInstanceIdentifier: "terraform-20230710121504061500000001", DBInstanceClass: "db.t3.micro", Engine: "mysql" },
      ...{ EngineVersion: "8.0", DBName: "stratusredteamsharesnapdb", DBSubnetGroupName: "stratus-red-team-share-snap-vpc" },
      ...{ MasterUsername: "admin", MasterUserPassword: "something", AllocatedStorage: "10", BackupRetentionPeriod: "0" },
      ...{ DeletionProtection: "false", PubliclyAccessible: "false", CopyTagsToSnapshot: "false", StorageEncrypted: "false" },
      ...{ AutoMinorVersionUpgrade: "true", "Tags.Tag.1.Key": "StratusRedTeam", "Tags.Tag.1.Value": "true" },
    }),
  ],
  "a database that goes": [
    "panther-analysis/aws_cloudtrail_aws_rds_instance_deletion.ndjson",
    "f1e2d3c4-b5a6-7890-1234-567890abcdef",
    queryRequest({
      ...{ DBInstanceIdentifier: "production-mysql-db", SkipFinalSnapshot: "false", DeleteAutomatedBackups: "false" },
      FinalDBSnapshotIdentifier: "production-mysql-db-final-snapshot-2024-01-15",
    }),
  ],
  "a load balancer": [
    "cloudtrail-watcher/elasticloadbalancing_CreateLoadBalancer_alb.json",
    "57f6c0e3-7740-4098-bd1f-82ebd40d6fb7",
    queryRequest({
      ...{
        Name: "test-alb",
        Scheme: "internet-facing",
        Type: "application",
        IpAddressType: "ipv4",
        "SecurityGroups.member.1": "sg-ef6e8186",
      },
      ...{ "SubnetMappings.member.1.SubnetId": "subnet-038c6c6a", "SubnetMappings.member.2.SubnetId": "subnet-24b3916e" },
    }),
  ],
};

describe("requestParameters of the stand-in are those of CloudTrail", () => {
  it.each(Object.entries(requests))("for %s", (_, [file, id, made]) => {
    const { requestParameters } = real(file, id);
    expect(made).toEqual(sent(requestParameters));
  });
  it("in numbers", () => console.log(`${Object.keys(requests).length} real requests`));
});

describe("responseElements of the stand-in are those of CloudTrail", () => {
  it("for instances that are stopped", () => {
    const { responseElements } = real(
      ...(["panther-analysis/aws_cloudtrail_aws_ec2_stopinstances.ndjson", "9357a8cc-a0eb-46a1-b67e-EXAMPLE19b14"] as const),
    );
    const state =
      "<currentState><code>64</code><name>stopping</name></currentState><previousState><code>16</code><name>running</name></previousState>";
    const items = ["i-EXAMPLE56126103cb", "i-EXAMPLEaff4840c22"]
      .map((id) => `<item><instanceId>${id}</instanceId>${state}</item>`)
      .join("");
    const answer = `<StopInstancesResponse><requestId>c308a950-e43e-444e-afc1-EXAMPLE73e49</requestId><instancesSet>${items}</instancesSet></StopInstancesResponse>`;
    expect(ec2Response("StopInstances", answer)).toEqual(responseElements);
  });

  it("for a database that goes", () => {
    const { responseElements } = real(
      "panther-analysis/aws_cloudtrail_aws_rds_instance_deletion.ndjson",
      "f1e2d3c4-b5a6-7890-1234-567890abcdef",
    );
    const inner = "<DBInstanceIdentifier>production-mysql-db</DBInstanceIdentifier><DBInstanceStatus>deleting</DBInstanceStatus>";
    const arn = "<DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:production-mysql-db</DBInstanceArn>";
    const answer = `<DeleteDBInstanceResponse><DeleteDBInstanceResult><DBInstance>${inner}${arn}</DBInstance></DeleteDBInstanceResult></DeleteDBInstanceResponse>`;
    expect(queryResponse("rds", "DeleteDBInstance", answer)).toEqual(responseElements);
  });

  it("for a repository, with the time as text", () => {
    const { responseElements } = real("cloudtrail-watcher/ecr_CreateRepository.json", "84bea21a-77c4-4d84-a452-9eaa9bdf3fb8");
    const repository = { ...(responseElements as { repository: object }).repository, createdAt: Date.parse("2024-06-28T10:31:39Z") / 1000 };
    expect(jsonObject(JSON.stringify({ repository }))).toEqual(responseElements);
  });
});
