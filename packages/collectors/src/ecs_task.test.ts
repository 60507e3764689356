import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecsTask } from "./ecs_task.ts";

const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const [one, two] = [`${prefix}:cluster/one`, `${prefix}:cluster/two`];
const arn = (id: string, cluster = "one") => `${prefix}:task/${cluster}/${id}`;
const base = (id: string) => ({ id: arn(id), cluster: one });
const raise = (error: Error) => () => {
  throw error;
};
const clusters = {
  ListClusters: { clusterArns: [one, two] },
  DescribeClusters: { clusters: [one, two].map((clusterArn) => ({ clusterArn, status: "ACTIVE" })) },
};
const attached = (eni: string, status = "ATTACHED") => ({
  type: "ElasticNetworkInterface",
  status,
  details: [
    { name: "subnetId", value: "subnet-1" },
    { name: "networkInterfaceId", value: eni },
  ],
});
const task = (id: string, rest: object = {}) => ({
  taskArn: arn(id),
  clusterArn: one,
  desiredStatus: "RUNNING",
  lastStatus: "RUNNING",
  group: "service:web",
  ...rest,
});
const running = { desiredStatus: "RUNNING", group: "service:web" };

describe("ecs_task", () => {
  it("lists every page of every cluster, and only what runs or is about to", async () => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        ListTasks: ({ cluster, nextToken }: { cluster: string; nextToken?: string }) => {
          if (cluster === two) return { taskArns: [arn("3", "two")] };
          return nextToken ? { taskArns: [arn("2")] } : { taskArns: [arn("1")], nextToken: "2" };
        },
      },
    });
    expect(await listAll(ecsTask, aws)).toEqual([base("1"), base("2"), { id: arn("3", "two"), cluster: two }]);
    expect(aws.calls.at(-1)?.input).toEqual({
      cluster: two,
      family: undefined,
      desiredStatus: "RUNNING",
      maxResults: 100,
      nextToken: undefined,
    });
  });

  it("lists nothing in clusters that are empty or were deleted meanwhile", async () => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        ListTasks: ({ cluster }: { cluster: string }) => (cluster === one ? {} : raise(awsFault("ClusterNotFoundException"))()),
      },
    });
    expect(await listAll(ecsTask, aws)).toEqual([]);
  });

  it("rejects when tasks are denied", async () => {
    await expect(
      listAll(ecsTask, fakeAws({ answers: { ...clusters, ListTasks: raise(awsFault("AccessDeniedException")) } })),
    ).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds a task by its ARN, and by an older one that names no cluster", async () => {
    const answers = {
      ...clusters,
      DescribeTasks: ({ cluster }: { cluster: string }) =>
        cluster === two ? { failures: [{ arn: arn("1"), reason: "MISSING" }] } : { tasks: [task("1")] },
    };
    expect(await findAll(ecsTask, fakeAws({ answers }), arn("1"))).toEqual([base("1")]);
    expect(await findAll(ecsTask, fakeAws({ answers }), `${prefix}:task/1`)).toEqual([base("1")]);
  });

  const definitions: Record<string, [id: string, found: string[]]> = {
    "a family": ["web", ["1", "2"]],
    "a family and revision": ["web:2", ["2"]],
    "the ARN of a revision": [`${prefix}:task-definition/web:2`, ["2"]],
  };
  it.each(Object.entries(definitions))("finds the tasks that run from %s, in all clusters", async (_, [id, found]) => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        ListTasks: ({ cluster }: { cluster: string }) => ({ taskArns: cluster === one ? [arn("1"), arn("2")] : [] }),
        DescribeTasks: {
          tasks: ["1", "2"].map((number) => task(number, { taskDefinitionArn: `${prefix}:task-definition/web:${number}` })),
        },
      },
    });
    expect(await findAll(ecsTask, aws, id)).toEqual(found.map(base));
    expect(aws.calls.filter(({ operation }) => operation === "ListTasks").map(({ input }) => (input as { family: string }).family)).toEqual(
      ["web", "web"],
    );
  });

  const lost: Record<string, object> = {
    "a task that AWS has forgotten": { failures: [{ arn: arn("1"), reason: "MISSING" }] },
    "a task that has stopped": { tasks: [task("1", { lastStatus: "STOPPED" })] },
  };
  it.each(Object.entries(lost))("finds nothing for %s", async (_, DescribeTasks) => {
    expect(await findAll(ecsTask, fakeAws({ answers: { DescribeTasks } }), arn("1"))).toEqual([]);
  });

  it.each([one, `${prefix}:service/one/web`, "arn:aws:s3:::web"])("finds nothing, without a call, for %s", async (id) => {
    expect(await findAll(ecsTask, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it("reads runs of a hundred tasks a call, and their interfaces with one", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTasks: ({ tasks }: { tasks: string[] }) => ({
          tasks: tasks.map((taskArn) => ({ ...task("x"), taskArn, attachments: [attached(`eni-${taskArn.split("/").at(-1)}`)] })),
        }),
        DescribeNetworkInterfaces: ({ Filters: [filter] }: { Filters: { Values: string[] }[] }) => ({
          NetworkInterfaces: filter?.Values.map((NetworkInterfaceId) => ({ NetworkInterfaceId })),
        }),
      },
    });
    const many = Array.from({ length: 101 }, (_, i) => base(`${i}`));
    const known = await lookAtAspect(ecsTask, aws, "run", many);
    expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([
      "DescribeNetworkInterfaces",
      "DescribeNetworkInterfaces",
      "DescribeTasks",
      "DescribeTasks",
    ]);
    expect([known.size, known.get(arn("100"))]).toEqual([101, { value: { ...running, interface: "own", publicAddresses: [] } }]);
  });

  const runs: Record<string, [described: object, interfaces: object, run: unknown]> = {
    "a task with a public address": [
      { attachments: [attached("eni-1")] },
      {
        NetworkInterfaceId: "eni-1",
        Association: { PublicIp: "203.0.113.7" },
        PrivateIpAddresses: [{ Association: { PublicIp: "203.0.113.7" } }, { Association: { PublicIp: "203.0.113.8" } }, {}],
      },
      { ...running, interface: "own", publicAddresses: ["203.0.113.7", "203.0.113.8"] },
    ],
    "a task on its host's network": [
      { attachments: [{ type: "AmazonElasticBlockStorage", status: "ATTACHED" }] },
      {},
      { ...running, interface: "host", publicAddresses: [] },
    ],
    "a task without attachments": [{}, {}, { ...running, interface: "host", publicAddresses: [] }],
    "a task that still starts": [
      { attachments: [{ type: "ElasticNetworkInterface", status: "PRECREATED" }] },
      {},
      { ...running, interface: "unattached", publicAddresses: [] },
    ],
    "a task whose interface leaves it": [
      { attachments: [attached("eni-1", "DETACHING")] },
      {},
      { ...running, interface: "unattached", publicAddresses: [] },
    ],
    "a task that is told to stop": [
      { desiredStatus: "STOPPED", attachments: [attached("eni-1")] },
      {},
      { desiredStatus: "STOPPED", group: "service:web", interface: "unattached", publicAddresses: [] },
    ],
    "a task whose interface AWS does not show": [{ attachments: [attached("eni-1")] }, {}, "absent"],
    "a private IPv6 address": [
      { attachments: [attached("eni-1")] },
      { NetworkInterfaceId: "eni-1", Ipv6Addresses: [{ Ipv6Address: "fd00::1" }] },
      { ...running, interface: "own", publicAddresses: [] },
    ],
    "an IPv6 address whose routes AWS does not show": [
      { attachments: [attached("eni-1")] },
      { NetworkInterfaceId: "eni-1", Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }], SubnetId: "subnet-9", VpcId: "vpc-9" },
      "absent",
    ],
    "an IPv6 address without a route from the internet": [
      { attachments: [attached("eni-1")] },
      { NetworkInterfaceId: "eni-1", Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }], SubnetId: "subnet-2", VpcId: "vpc-1" },
      { ...running, interface: "own", publicAddresses: [] },
    ],
    "an IPv6 address with a route from the internet": [
      { attachments: [attached("eni-1")] },
      { NetworkInterfaceId: "eni-1", Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }], SubnetId: "subnet-1", VpcId: "vpc-1" },
      { ...running, interface: "own", publicAddresses: ["2001:db8::1"] },
    ],
  };
  it.each(Object.entries(runs))("reads %s", async (_, [described, shown, run]) => {
    const aws = fakeAws({
      answers: {
        DescribeTasks: { tasks: [task("1", described)] },
        DescribeNetworkInterfaces: { NetworkInterfaces: "NetworkInterfaceId" in shown ? [shown] : [] },
        DescribeRouteTables: {
          RouteTables: [
            {
              VpcId: "vpc-1",
              Associations: [{ SubnetId: "subnet-1" }],
              Routes: [{ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", State: "active" }],
            },
            {
              VpcId: "vpc-1",
              Associations: [{ Main: true }],
              Routes: [{ DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: "eigw-1", State: "active" }],
            },
          ],
        },
      },
    });
    const known = (await lookAtAspect(ecsTask, aws, "run", [base("1")])).get(arn("1"));
    expect(known?.failure?.kind ?? known?.value).toEqual(run);
  });

  it("reads a task that AWS has forgotten as null", async () => {
    const aws = fakeAws({ answers: { DescribeTasks: { failures: [{ arn: arn("1"), reason: "MISSING" }] } } });
    expect(await lookAtAspect(ecsTask, aws, "run", [base("1")])).toEqual(new Map([[arn("1"), { value: null }]]));
  });

  it.each(["DescribeTasks", "DescribeNetworkInterfaces"])("says that %s is denied", async (denied) => {
    const answers = {
      DescribeTasks: { tasks: [task("1", { attachments: [attached("eni-1")] })] },
      [denied]: raise(awsFault("UnauthorizedOperation")),
    };
    expect((await lookAtAspect(ecsTask, fakeAws({ answers }), "run", [base("1")])).get(arn("1"))?.failure?.kind).toBe("denied");
  });

  it("reads tags, and none as none", async () => {
    const aws = fakeAws({ answers: { DescribeTasks: { tasks: [task("1", { tags: [{ key: "owner", value: "x" }] }), task("2")] } } });
    expect([...(await lookAtAspect(ecsTask, aws, "tags", [base("1"), base("2")])).values()]).toEqual([
      { value: { owner: "x" } },
      { value: {} },
    ]);
  });
});
