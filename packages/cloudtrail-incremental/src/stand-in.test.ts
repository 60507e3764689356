import type { ChangeEvent, Collector } from "@plumbline/audit-kit/define";
import { collectors } from "@plumbline/collectors/registry.generated";
import type { Call } from "@plumbline/testkit/aws-call";
import { toRecord } from "@plumbline/testkit/cloudtrail/to-record";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableOf } from "./table-of.ts";
import { translate } from "./translate.ts";

// Whatever a test changes through the stand-in, the reader of its records must be led to it.
const loaders: Readonly<Record<string, () => Promise<Collector>>> = collectors;
const types = [
  ...["ec2", "rds", "rds_cluster", "elb", "elbv2", "lambda_function", "ecs_task", "ecr_image"],
  ...["beanstalk_application", "beanstalk_environment"],
];
const all = await Promise.all(types.map((type) => loaders[type]!()));
const table = tableOf(all.map((of) => ({ of })));

const where = { account: "111111111111", region: "eu-west-1" };
const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 17, maxLength: 17 });
const idOf = (prefix: string) => hex.map((text) => `${prefix}-${text}`);
const name = fc.stringMatching(/^[a-z][a-z0-9]{2,20}$/);
const numbered = (path: string, values: readonly string[]) => Object.fromEntries(values.map((value, i) => [`${path}.${i + 1}`, value]));
const xml = (root: string, inner: string) =>
  `<?xml version="1.0"?><${root} xmlns="http://example.com/">${inner}<requestId>1</requestId></${root}>`;

interface Made {
  readonly call: Partial<Call>;
  readonly response?: string;
  /** `type id` of what must be named. */
  readonly names: readonly string[];
}
const ec2 = (
  operation: string,
  parameters: Record<string, string>,
  response = xml(`${operation}Response`, "<return>true</return>"),
): Partial<Made> => ({
  call: { service: "ec2", protocol: "ec2", operation, parameters: { Action: operation, Version: "2016-11-15", ...parameters } },
  response,
});
const query = (service: string, operation: string, parameters: Record<string, string>, result = ""): Partial<Made> => ({
  call: { service, protocol: "query", operation, parameters: { Action: operation, ...parameters } },
  response: xml(`${operation}Response`, `<${operation}Result>${result}</${operation}Result>`),
});
const json = (service: string, operation: string, body: object, response: object): Partial<Made> => ({
  call: { service, protocol: "json", operation, body: JSON.stringify(body) },
  response: JSON.stringify(response),
});
const lambda = (operation: string, path: string, response: object): Partial<Made> => ({
  call: { service: "lambda", protocol: "rest-json", operation, path },
  response: JSON.stringify(response),
});

const instances = fc.uniqueArray(idOf("i"), { minLength: 1, maxLength: 12 });
const set = (ids: readonly string[]) =>
  `<instancesSet>${ids.map((id) => `<item><instanceId>${id}</instanceId></item>`).join("")}</instancesSet>`;
const named = (ids: readonly string[]) => ids.map((id) => `ec2 ${id}`);
const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;
const onOne = (operation: string, parameters: (id: string) => Record<string, string>, prefix: string) =>
  idOf(prefix).map((id) => ({ ...ec2(operation, parameters(id)), names: [`ec2 ${id}`] }));

const calls: Readonly<Record<string, fc.Arbitrary<Partial<Made>>>> = {
  "ec2 RunInstances": instances.map((ids) => ({
    ...ec2("RunInstances", { ImageId: "ami-1", MinCount: "1", MaxCount: "9" }, xml("RunInstancesResponse", set(ids))),
    names: named(ids),
  })),
  ...Object.fromEntries(
    ["StartInstances", "StopInstances", "TerminateInstances"].map((operation) => [
      `ec2 ${operation}`,
      instances.map((ids) => ({
        ...ec2(operation, numbered("InstanceId", ids), xml(`${operation}Response`, set(ids))),
        names: named(ids),
      })),
    ]),
  ),
  ...Object.fromEntries(
    ["CreateTags", "DeleteTags"].map((operation) => [
      `ec2 ${operation}`,
      instances.map((ids) => ({ ...ec2(operation, { ...numbered("ResourceId", ids), "Tag.1.Key": "a" }), names: named(ids) })),
    ]),
  ),
  "ec2 ModifyInstanceAttribute": onOne("ModifyInstanceAttribute", (id) => ({ InstanceId: id, "SourceDestCheck.Value": "false" }), "i"),
  "ec2 ModifyInstanceMetadataOptions": onOne(
    "ModifyInstanceMetadataOptions",
    (InstanceId) => ({ InstanceId, HttpTokens: "required" }),
    "i",
  ),
  "ec2 AssociateAddress": onOne("AssociateAddress", (InstanceId) => ({ InstanceId, AllocationId: "eipalloc-1" }), "i"),
  "ec2 DisassociateAddress": onOne("DisassociateAddress", (AssociationId) => ({ AssociationId }), "eipassoc"),
  "ec2 ReleaseAddress": onOne("ReleaseAddress", (AllocationId) => ({ AllocationId }), "eipalloc"),
  "ec2 DeregisterImage": onOne("DeregisterImage", (ImageId) => ({ ImageId }), "ami"),
  "ec2 ModifyVpcAttribute": onOne("ModifyVpcAttribute", (VpcId) => ({ VpcId, "EnableDnsHostnames.Value": "true" }), "vpc"),
  "ec2 AttachNetworkInterface": onOne(
    "AttachNetworkInterface",
    (InstanceId) => ({ InstanceId, NetworkInterfaceId: "eni-1", DeviceIndex: "1" }),
    "i",
  ),
  "ec2 DetachNetworkInterface": onOne("DetachNetworkInterface", (AttachmentId) => ({ AttachmentId, Force: "true" }), "eni-attach"),
  "ec2 ModifyNetworkInterfaceAttribute": onOne("ModifyNetworkInterfaceAttribute", (NetworkInterfaceId) => ({ NetworkInterfaceId }), "eni"),
  "ec2 AssignPrivateIpAddresses": onOne(
    "AssignPrivateIpAddresses",
    (networkInterfaceId) => ({ NetworkInterfaceId: networkInterfaceId, "PrivateIpAddress.1": "10.0.0.9" }),
    "eni",
  ),
  "ec2 UnassignPrivateIpAddresses": onOne(
    "UnassignPrivateIpAddresses",
    (NetworkInterfaceId) => ({ NetworkInterfaceId, "PrivateIpAddress.1": "10.0.0.9" }),
    "eni",
  ),
  "ec2 AssignIpv6Addresses": onOne("AssignIpv6Addresses", (NetworkInterfaceId) => ({ NetworkInterfaceId, Ipv6AddressCount: "1" }), "eni"),
  "ec2 UnassignIpv6Addresses": onOne(
    "UnassignIpv6Addresses",
    (NetworkInterfaceId) => ({ NetworkInterfaceId, "Ipv6Addresses.1": "2001:db8::1" }),
    "eni",
  ),
  ...Object.fromEntries(
    ["CreateDBInstance", "StartDBInstance", "StopDBInstance", "DeleteDBInstance"].map((operation) => [
      `rds ${operation}`,
      name.map((id) => ({
        ...query(
          "rds",
          operation,
          { DBInstanceIdentifier: id },
          `<DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier></DBInstance>`,
        ),
        names: [`rds ${id}`],
      })),
    ]),
  ),
  "rds ModifyDBInstance": fc.tuple(name, name).map(([id, other]) => ({
    ...query("rds", "ModifyDBInstance", { DBInstanceIdentifier: id, NewDBInstanceIdentifier: other }),
    names: [`rds ${id}`, `rds ${other}`],
  })),
  ...Object.fromEntries(
    ["CreateDBCluster", "ModifyDBCluster", "DeleteDBCluster"].map((operation) => [
      `rds ${operation}`,
      name.map((id) => ({ ...query("rds", operation, { DBClusterIdentifier: id }), names: [`rds_cluster ${id}`] })),
    ]),
  ),
  "rds AddTagsToResource": name.map((id) => ({
    ...query("rds", "AddTagsToResource", { ResourceName: arnOf("rds", `db:${id}`), "Tags.Tag.1.Key": "a" }),
    names: [`rds ${id}`],
  })),
  ...Object.fromEntries(
    ["CreateApplication", "UpdateApplication", "DeleteApplication"].map((operation) => [
      `elasticbeanstalk ${operation}`,
      name.map((id) => ({ ...query("elasticbeanstalk", operation, { ApplicationName: id }), names: [`beanstalk_application ${id}`] })),
    ]),
  ),
  "elasticbeanstalk CreateEnvironment": name.map((id) => ({
    ...query("elasticbeanstalk", "CreateEnvironment", { ApplicationName: id, EnvironmentName: `${id}-live` }),
    names: [`beanstalk_environment ${arnOf("elasticbeanstalk", `application/${id}`)}`],
  })),
  "elasticbeanstalk TerminateEnvironment": idOf("e").map((id) => ({
    ...query("elasticbeanstalk", "TerminateEnvironment", { EnvironmentId: id }),
    names: [`beanstalk_environment ${id}`],
  })),
  "elasticbeanstalk SwapEnvironmentCNAMEs": fc.tuple(idOf("e"), name).map(([id, other]) => ({
    ...query("elasticbeanstalk", "SwapEnvironmentCNAMEs", { SourceEnvironmentId: id, DestinationEnvironmentName: other }),
    names: [`beanstalk_environment ${id}`, `beanstalk_environment ${other}`],
  })),
  "ecs RunTask": fc.array(hex, { minLength: 1, maxLength: 10 }).map((ids) => {
    const arns = ids.map((id) => arnOf("ecs", `task/web/${id}`));
    return {
      ...json(
        "ecs",
        "RunTask",
        { cluster: "web", taskDefinition: "a:1" },
        { tasks: arns.map((taskArn) => ({ taskArn, createdAt: 1772366400.5 })) },
      ),
      names: arns.map((arn) => `ecs_task ${arn}`),
    };
  }),
  "ecs StopTask": hex.map((id) => ({
    ...json("ecs", "StopTask", { cluster: "web", task: id }, { task: { taskArn: arnOf("ecs", `task/web/${id}`) } }),
    names: [`ecs_task ${arnOf("ecs", `task/web/${id}`)}`],
  })),
  "ecr PutImage": name.map((id) => ({
    ...json("ecr", "PutImage", { repositoryName: id, imageManifest: "{}" }, { image: { repositoryName: id } }),
    names: [`ecr_image ${arnOf("ecr", `repository/${id}`)}`],
  })),
  "lambda CreateFunction": name.map((id) => ({
    ...lambda("CreateFunction", "/2015-03-31/functions", { FunctionName: id, Runtime: "nodejs22.x" }),
    names: [`lambda_function ${id}`],
  })),
  ...Object.fromEntries(
    ["UpdateFunctionConfiguration", "DeleteFunction"].map((operation) => [
      `lambda ${operation}`,
      name.map((id) => ({ ...lambda(operation, `/2015-03-31/functions/${id}`, {}), names: [`lambda_function ${id}`] })),
    ]),
  ),
  "elasticloadbalancing CreateLoadBalancer, classic": name.map((id) => ({
    ...query("elasticloadbalancing", "CreateLoadBalancer", { Version: "2012-06-01", LoadBalancerName: id }, "<DNSName>a</DNSName>"),
    names: [`elb ${id}`],
  })),
  "elasticloadbalancing CreateLoadBalancer": name.map((id) => {
    const arn = arnOf("elasticloadbalancing", `loadbalancer/app/${id}/1`);
    const result = `<LoadBalancers><member><LoadBalancerArn>${arn}</LoadBalancerArn></member></LoadBalancers>`;
    return { ...query("elasticloadbalancing", "CreateLoadBalancer", { Version: "2015-12-01", Name: id }, result), names: [`elbv2 ${arn}`] };
  }),
};

const base: Call = { ...where, service: "", operation: "", protocol: "query", method: "POST", path: "/", parameters: {} };
const recordOf = ({ call, response = "" }: Partial<Made>, status = 200) =>
  toRecord({ call: { ...base, ...call }, status, response }, new Date("2026-03-01T12:00:00Z"), 1);

describe("a record of the stand-in names the resource", () => {
  it.each(Object.entries(calls))("of %s", (_, made) => {
    fc.assert(
      fc.property(made, (one) => {
        const done = translate(recordOf(one), table, { roles: [], principals: [] });
        const found = done.kind === "messages" ? done.messages.map(({ ref }) => `${ref.type} ${ref.id}`) : [JSON.stringify(done)];
        expect(found).toEqual(expect.arrayContaining([...new Set(one.names)]));
        expect(one.names?.length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });

  it("and a call that failed is no change", () => {
    const [made] = fc.sample(calls["rds DeleteDBInstance"]!, 1);
    const record = recordOf({ ...made!, response: "<ErrorResponse><Error><Code>DBInstanceNotFound</Code></Error></ErrorResponse>" }, 404);
    expect(translate(record, table, { roles: [], principals: [] })).toEqual({ kind: "ignored", reason: "failed-call" });
  });

  it("for every kind of change of EC2's instances", () => {
    const watched = new Set(all[0]!.events.map((event: ChangeEvent) => event.name));
    const shown = new Set(Object.keys(calls).flatMap((key) => (key.startsWith("ec2 ") ? [key.slice(4)] : [])));
    // An interruption of Spot instances is no call.
    expect([...watched].filter((event) => !shown.has(event))).toEqual(["BidEvictedEvent"]);
  });
});
