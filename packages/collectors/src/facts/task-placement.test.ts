import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecsTask } from "../ecs_task.ts";

const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const cluster = (name: string) => `${prefix}:cluster/${name}`;
const arn = (id: string, name = "one") => `${prefix}:task/${name}/${id}`;
const base = (id: string, name = "one") => ({ id: arn(id, name), cluster: cluster(name) });
const host = (id: string, name = "one") => `${prefix}:container-instance/${name}/${id}`;
const container = (name: string, rest: object = {}) => ({
  containerArn: `${prefix}:container/one/1/${name}`,
  ...{ name, image: `${name}:1`, lastStatus: "RUNNING", networkInterfaces: [] },
  ...rest,
});
const task = (rest: object = {}) => ({
  ...{ taskArn: arn("1"), clusterArn: cluster("one"), desiredStatus: "RUNNING", lastStatus: "RUNNING" },
  ...{ group: "service:web", taskDefinitionArn: `${prefix}:task-definition/web:3`, availabilityZone: "eu-west-1a" },
  ...rest,
});
const attachment = (more: Record<string, string> = {}, status = "ATTACHED") => ({
  id: "attachment-1",
  ...{ type: "ElasticNetworkInterface", status },
  details: Object.entries({ networkInterfaceId: "eni-1", ...more }).map(([name, value]) => ({ name, value })),
});
const plain = {
  ...{ status: "RUNNING", group: "service:web", taskDefinition: `${prefix}:task-definition/web:3`, availabilityZone: "eu-west-1a" },
  ...{ containerInstance: null, instance: null, interfaces: [], containers: [], tags: {} },
};
const placed = async (answers: Record<string, object>, ...tasks: ReturnType<typeof base>[]) => {
  const aws = fakeAws({ answers });
  const known = await lookAtAspect(ecsTask, aws, "placement", tasks.length > 0 ? tasks : [base("1")]);
  return { known, aws };
};
const raise = (code: string) => () => Promise.reject(awsFault(code));

interface Case {
  readonly task: object;
  readonly answers?: Record<string, object>;
  readonly placement: object;
}
const onEc2 = { launchType: "EC2", containerInstanceArn: host("a") };
const shown = {
  NetworkInterfaceId: "eni-1",
  MacAddress: "0a:00:00:00:00:01",
  PrivateIpAddresses: [
    {
      ...{ PrivateIpAddress: "10.0.0.5", PrivateDnsName: "ip-10-0-0-5.eu-west-1.compute.internal" },
      Association: { PublicIp: "192.0.2.5", PublicDnsName: "ec2-192-0-2-5.eu-west-1.compute.amazonaws.com" },
    },
    { PrivateIpAddress: "10.0.0.6", PrivateDnsName: "" },
  ],
  Ipv6Addresses: [{ Ipv6Address: "2001:db8::5" }],
};
const cases: Record<string, Case> = {
  "every container of a task on an instance": {
    task: { ...onEc2, containers: [container("web", { imageDigest: "sha256:aa" }), container("log")] },
    answers: { DescribeContainerInstances: { containerInstances: [{ containerInstanceArn: host("a"), ec2InstanceId: "i-1" }] } },
    placement: {
      ...{ launchType: "EC2", containerInstance: host("a"), instance: "i-1" },
      containers: [
        { arn: `${prefix}:container/one/1/log`, name: "log", image: "log:1", status: "RUNNING" },
        { arn: `${prefix}:container/one/1/web`, name: "web", image: "web:1", digest: "sha256:aa", status: "RUNNING" },
      ],
    },
  },
  "a task on Fargate with its interface, which EC2 shows": {
    task: { launchType: "FARGATE", capacityProviderName: "FARGATE_SPOT", attachments: [attachment()] },
    answers: { DescribeNetworkInterfaces: { NetworkInterfaces: [shown] } },
    placement: {
      ...{ launchType: "FARGATE", capacityProvider: "FARGATE_SPOT" },
      interfaces: [
        {
          ...{ id: "eni-1", mac: "0a:00:00:00:00:01" },
          addresses: [
            { ip: "10.0.0.5", hostName: "ip-10-0-0-5.eu-west-1.compute.internal" },
            { ip: "192.0.2.5", hostName: "ec2-192-0-2-5.eu-west-1.compute.amazonaws.com" },
            { ip: "10.0.0.6" },
            { ip: "2001:db8::5" },
          ],
        },
      ],
    },
  },
  "an interface that EC2 does not show, by what ECS says of it": {
    task: {
      launchType: "FARGATE",
      attachments: [
        attachment({ macAddress: "0a:00:00:00:00:02", privateIPv4Address: "10.0.0.7", privateDnsName: "ip-10-0-0-7.internal" }),
      ],
      containers: [
        container("web", {
          networkInterfaces: [
            { attachmentId: "attachment-1", privateIpv4Address: "10.0.0.7", ipv6Address: "2001:db8::7" },
            { attachmentId: "attachment-2", privateIpv4Address: "10.0.0.8" },
          ],
        }),
      ],
    },
    answers: { DescribeNetworkInterfaces: { NetworkInterfaces: [] } },
    placement: {
      launchType: "FARGATE",
      interfaces: [
        {
          ...{ id: "eni-1", mac: "0a:00:00:00:00:02" },
          addresses: [{ ip: "10.0.0.7", hostName: "ip-10-0-0-7.internal" }, { ip: "2001:db8::7" }],
        },
      ],
      containers: [{ arn: `${prefix}:container/one/1/web`, name: "web", image: "web:1", status: "RUNNING" }],
    },
  },
  "no interface that leaves the task": { task: { attachments: [attachment({}, "DETACHING")] }, placement: {} },
  "no interface before AWS knows it": { task: { attachments: [{ ...attachment(), details: [] }] }, placement: {} },
  "a server elsewhere": {
    task: { launchType: "EXTERNAL", containerInstanceArn: host("a") },
    answers: { DescribeContainerInstances: { containerInstances: [{ containerInstanceArn: host("a"), ec2InstanceId: "mi-1" }] } },
    placement: { launchType: "EXTERNAL", containerInstance: host("a"), instance: "mi-1" },
  },
  "a container instance that AWS no longer knows": {
    task: onEc2,
    answers: { DescribeContainerInstances: { failures: [{ arn: host("a"), reason: "MISSING" }] } },
    placement: { launchType: "EC2", containerInstance: host("a") },
  },
  "tags, which come with the same call": { task: { tags: [{ key: "team", value: "shop" }] }, placement: { tags: { team: "shop" } } },
};

describe("placement of ecs_task", () => {
  it.each(Object.entries(cases))("reads %s", async (_, { task: rest, answers = {}, placement }) => {
    const { known } = await placed({ DescribeTasks: { tasks: [task(rest)] }, ...answers });
    expect(known.get(arn("1"))).toEqual({ value: { ...plain, ...placement } });
  });

  it("asks three times for tasks of a cluster, however many, and asks nobody about what they don't have", async () => {
    const tasks = ["1", "2", "3"].map((id) =>
      task({ taskArn: arn(id), containerInstanceArn: host(id === "3" ? "b" : "a"), attachments: id === "1" ? [attachment()] : [] }),
    );
    const { aws, known } = await placed(
      {
        DescribeTasks: { tasks },
        DescribeContainerInstances: {
          containerInstances: ["a", "b"].map((id) => ({ containerInstanceArn: host(id), ec2InstanceId: `i-${id}` })),
        },
        DescribeNetworkInterfaces: { NetworkInterfaces: [shown] },
      },
      ...["1", "2", "3"].map((id) => base(id)),
    );
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["DescribeTasks", { cluster: cluster("one"), tasks: ["1", "2", "3"].map((id) => arn(id)), include: ["TAGS"] }],
      ["DescribeContainerInstances", { cluster: cluster("one"), containerInstances: [host("a"), host("b")] }],
      [
        "DescribeNetworkInterfaces",
        { Filters: [{ Name: "network-interface-id", Values: ["eni-1"] }], MaxResults: 1000, NextToken: undefined },
      ],
    ]);
    expect([...known.values()].map(({ value }) => (value as { instance: string }).instance)).toEqual(["i-a", "i-a", "i-b"]);
    expect((await placed({ DescribeTasks: { tasks: [task()] } })).aws.calls).toHaveLength(1);
  });

  it("asks each cluster for its own tasks and container instances", async () => {
    const { known } = await placed(
      {
        DescribeTasks: ({ cluster: asked }: { cluster: string }) => ({
          tasks: [task({ taskArn: arn("1", asked.slice(-3)), clusterArn: asked, containerInstanceArn: host("a", asked.slice(-3)) })],
        }),
        DescribeContainerInstances: ({ cluster: asked, containerInstances }: { cluster: string; containerInstances: string[] }) => ({
          containerInstances: containerInstances.map((one) => ({ containerInstanceArn: one, ec2InstanceId: `i-${asked.slice(-3)}` })),
        }),
      },
      base("1", "one"),
      base("1", "two"),
    );
    expect([...known].map(([id, { value }]) => [id, (value as { instance: string }).instance])).toEqual([
      [arn("1", "one"), "i-one"],
      [arn("1", "two"), "i-two"],
    ]);
  });

  it("knows that a task is gone, and not what AWS doesn't mention", async () => {
    const { known } = await placed({ DescribeTasks: { failures: [{ arn: arn("1"), reason: "MISSING" }] } }, base("1"), base("2"));
    expect([known.get(arn("1")), known.get(arn("2"))?.failure?.kind]).toEqual([{ value: null }, "absent"]);
  });

  it("does not take a container instance for gone that AWS doesn't mention", async () => {
    const { known } = await placed({ DescribeTasks: { tasks: [task(onEc2)] }, DescribeContainerInstances: {} });
    expect(known.get(arn("1"))?.failure?.kind).toBe("absent");
  });

  it.each(["DescribeTasks", "DescribeContainerInstances", "DescribeNetworkInterfaces"])("says that %s is denied", async (denied) => {
    const { known } = await placed({
      DescribeTasks: { tasks: [task({ ...onEc2, attachments: [attachment()] })] },
      DescribeContainerInstances: { containerInstances: [{ containerInstanceArn: host("a"), ec2InstanceId: "i-1" }] },
      DescribeNetworkInterfaces: { NetworkInterfaces: [shown] },
      [denied]: raise("AccessDeniedException"),
    });
    expect(known.get(arn("1"))?.failure?.kind).toBe("denied");
  });
});
