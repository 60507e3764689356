import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecsService } from "./ecs_service.ts";

const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const [one, two] = [`${prefix}:cluster/one`, `${prefix}:cluster/two`];
const arn = (cluster: string, name: string) => `${prefix}:service/${cluster}/${name}`;
const base = (cluster: string, name: string) => ({ id: arn(cluster, name), name, cluster: `${prefix}:cluster/${cluster}` });
const raise = (error: Error) => () => {
  throw error;
};
const clusters = {
  ListClusters: ({ nextToken }: { nextToken?: string }) => (nextToken ? { clusterArns: [two] } : { clusterArns: [one], nextToken: "2" }),
  DescribeClusters: ({ clusters }: { clusters: string[] }) => ({
    clusters: clusters.map((clusterArn) => ({ clusterArn, status: "ACTIVE" })),
  }),
};
const network = { subnets: ["subnet-b", "subnet-a"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" };
const described = (cluster: string, name: string, rest: object = {}) => ({
  serviceArn: arn(cluster, name),
  clusterArn: `${prefix}:cluster/${cluster}`,
  status: "ACTIVE",
  ...rest,
});

describe("ecs_service", () => {
  it("lists every page of every cluster", async () => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        ListServices: ({ cluster, nextToken }: { cluster: string; nextToken?: string }) => {
          if (cluster === two) return { serviceArns: [arn("two", "web")] };
          return nextToken ? { serviceArns: [arn("one", "jobs")] } : { serviceArns: [arn("one", "web")], nextToken: "2" };
        },
      },
    });
    expect(await listAll(ecsService, aws)).toEqual([base("one", "web"), base("one", "jobs"), base("two", "web")]);
    expect(aws.calls.filter(({ operation }) => operation === "ListServices").map(({ input }) => input)).toEqual([
      { cluster: one, maxResults: 100, nextToken: undefined },
      { cluster: one, maxResults: 100, nextToken: "2" },
      { cluster: two, maxResults: 100, nextToken: undefined },
    ]);
  });

  it("lists nothing where there is no cluster, with one call", async () => {
    const aws = fakeAws({ answers: { ListClusters: { clusterArns: [] } } });
    expect(await listAll(ecsService, aws)).toEqual([]);
    expect(aws.calls).toHaveLength(1);
  });

  it("passes over deleted clusters, whether AWS still lists them or not", async () => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        DescribeClusters: ({ clusters: [clusterArn] }: { clusters: string[] }) => ({
          clusters: [{ clusterArn, status: clusterArn === one ? "INACTIVE" : "ACTIVE" }],
        }),
        ListServices: raise(awsFault("ClusterNotFoundException")),
      },
    });
    expect(await listAll(ecsService, aws)).toEqual([]);
    expect(aws.calls.filter(({ operation }) => operation === "ListServices")).toHaveLength(1);
  });

  it("rejects when services are denied", async () => {
    await expect(
      listAll(ecsService, fakeAws({ answers: { ...clusters, ListServices: raise(awsFault("AccessDeniedException")) } })),
    ).rejects.toMatchObject({ kind: "denied" });
  });

  const forms: Record<string, [id: string, asked: unknown[]]> = {
    "its ARN": [arn("one", "web"), [{ cluster: "one", services: ["web"], include: [] }]],
    "an older ARN, which names no cluster": [
      `${prefix}:service/web`,
      [
        { cluster: one, services: ["web"], include: [] },
        { cluster: two, services: ["web"], include: [] },
      ],
    ],
    "its name": [
      "web",
      [
        { cluster: one, services: ["web"], include: [] },
        { cluster: two, services: ["web"], include: [] },
      ],
    ],
  };
  it.each(Object.entries(forms))("finds a service by %s", async (_, [id, asked]) => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        DescribeServices: ({ cluster }: { cluster: string }) =>
          cluster === two ? { failures: [{ arn: arn("two", "web"), reason: "MISSING" }] } : { services: [described("one", "web")] },
      },
    });
    expect(await findAll(ecsService, aws, id)).toEqual([base("one", "web")]);
    expect(aws.calls.filter(({ operation }) => operation === "DescribeServices").map(({ input }) => input)).toEqual(asked);
  });

  it("finds every service of an ambiguous name", async () => {
    const aws = fakeAws({
      answers: {
        ...clusters,
        DescribeServices: ({ cluster }: { cluster: string }) => ({ services: [described(cluster === one ? "one" : "two", "web")] }),
      },
    });
    expect(await findAll(ecsService, aws, "web")).toEqual([base("one", "web"), base("two", "web")]);
  });

  const lost: Record<string, object> = {
    "a service that is missing": { DescribeServices: { failures: [{ arn: arn("one", "web"), reason: "MISSING" }] } },
    "a service that was deleted": { DescribeServices: { services: [described("one", "web", { status: "INACTIVE" })] } },
    "a deleted cluster": { DescribeServices: raise(awsFault("ClusterNotFoundException")) },
  };
  it.each(Object.entries(lost))("finds nothing for %s", async (_, answers) => {
    expect(await findAll(ecsService, fakeAws({ answers: { ...answers } }), arn("one", "web"))).toEqual([]);
  });

  it.each([one, `${prefix}:task/one/0123`, "arn:aws:s3:::web"])("finds nothing, without a call, for %s", async (id) => {
    expect(await findAll(ecsService, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it("reads deployments of ten services a call, and apart for each cluster", async () => {
    const aws = fakeAws({
      answers: {
        DescribeServices: ({ services }: { services: string[] }) => ({
          services: services.map((serviceArn) => ({ serviceArn, status: "ACTIVE" })),
        }),
      },
    });
    const many = [...Array.from({ length: 11 }, (_, i) => base("one", `web-${i}`)), base("two", "web")];
    const known = await lookAtAspect(ecsService, aws, "deployment", many);
    expect(
      aws.calls
        .map(({ input }) => input as { cluster: string; services: string[] })
        .map(({ cluster, services }) => [cluster, services.length]),
    ).toEqual([
      [one, 10],
      [one, 1],
      [two, 1],
    ]);
    expect([...known.values()]).toEqual(many.map(() => ({ value: { controller: "ECS", network: null, egress: {} } })));
  });

  const awsvpc = { networkConfiguration: { awsvpcConfiguration: { ...network, later: "kept" } } };
  const routes = {
    DescribeSubnets: {
      Subnets: [
        { SubnetId: "subnet-a", VpcId: "vpc-1" },
        { SubnetId: "subnet-b", VpcId: "vpc-1" },
      ],
    },
    DescribeRouteTables: {
      RouteTables: [
        {
          VpcId: "vpc-1",
          Associations: [{ Main: true }],
          Routes: [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1", State: "active" }],
        },
        {
          VpcId: "vpc-1",
          Associations: [{ SubnetId: "subnet-b" }],
          Routes: [{ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "active" }],
        },
      ],
    },
    DescribeVpcEndpoints: {
      VpcEndpoints: [
        { VpcId: "vpc-1", ServiceName: "com.amazonaws.eu-west-1.s3", State: "available" },
        { VpcId: "vpc-1", ServiceName: "com.amazonaws.eu-west-1.ecr.api", State: "Available" },
        { VpcId: "vpc-1", ServiceName: "com.amazonaws.eu-west-1.logs", State: "deleting" },
      ],
    },
  };
  it("reads the network, sorted and with keys that it doesn't know, and how tasks would get out without public addresses", async () => {
    const aws = fakeAws({
      answers: { ...routes, DescribeServices: { services: [described("one", "web", { ...awsvpc, runningCount: 3 })] } },
    });
    const [value] = [...(await lookAtAspect(ecsService, aws, "deployment", [base("one", "web")])).values()];
    expect(value).toEqual({
      value: {
        controller: "ECS",
        network: { subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED", later: "kept" },
        runningTasks: 3,
        egress: { "subnet-a": { hasNat: false, endpoints: ["ecr.api", "s3"] }, "subnet-b": { hasNat: true, endpoints: ["ecr.api", "s3"] } },
      },
    });
    expect(aws.calls.slice(1).map(({ operation, input }) => [operation, (input as { Filters: unknown }).Filters])).toEqual([
      ["DescribeSubnets", [{ Name: "subnet-id", Values: ["subnet-a", "subnet-b"] }]],
      ["DescribeRouteTables", [{ Name: "vpc-id", Values: ["vpc-1"] }]],
      ["DescribeVpcEndpoints", [{ Name: "vpc-id", Values: ["vpc-1"] }]],
    ]);
  });

  it("has no way out to tell of where subnets are deleted, a table is hidden, or a route leads nowhere", async () => {
    const blackhole = { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "blackhole" };
    const valueWith = async (answers: object) => {
      const aws = fakeAws({ answers: { ...routes, ...answers, DescribeServices: { services: [described("one", "web", awsvpc)] } } });
      const known = await lookAtAspect(ecsService, aws, "deployment", [base("one", "web")]);
      return known.get(arn("one", "web"))?.value;
    };
    expect(await valueWith({ DescribeSubnets: {} })).toHaveProperty("egress", {});
    expect(await valueWith({ DescribeRouteTables: {}, DescribeVpcEndpoints: {} })).toHaveProperty("egress", {});
    expect(
      await valueWith({
        DescribeVpcEndpoints: {},
        DescribeRouteTables: { RouteTables: [{ Associations: [{ SubnetId: "subnet-a" }], Routes: [blackhole] }] },
      }),
    ).toHaveProperty("egress", { "subnet-a": { hasNat: false, endpoints: [] } });
  });

  it("asks for no route when no service gives public addresses", async () => {
    const services = [
      described("one", "private", { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } } }),
      described("one", "green", { deploymentController: { type: "CODE_DEPLOY" } }),
      described("one", "gone", { status: "INACTIVE" }),
    ];
    const aws = fakeAws({ answers: { DescribeServices: { services, failures: [{ arn: arn("one", "missing"), reason: "MISSING" }] } } });
    const known = await lookAtAspect(
      ecsService,
      aws,
      "deployment",
      ["private", "green", "gone", "missing", "unmentioned"].map((name) => base("one", name)),
    );
    expect([...known.values()].map(({ value, failure }) => failure?.kind ?? value)).toEqual([
      { controller: "ECS", network: { subnets: ["subnet-a"], securityGroups: [], assignPublicIp: "DISABLED" }, egress: {} },
      { controller: "CODE_DEPLOY", network: null, egress: {} },
      null,
      null,
      "absent",
    ]);
    expect(aws.calls).toHaveLength(1);
  });

  it("says that services are denied", async () => {
    const aws = fakeAws({ answers: { DescribeServices: raise(awsFault("AccessDeniedException")) } });
    expect((await lookAtAspect(ecsService, aws, "deployment", [base("one", "web")])).get(arn("one", "web"))?.failure?.kind).toBe("denied");
  });

  it("reads tags, and none as none", async () => {
    const services = [described("one", "web", { tags: [{ key: "owner", value: "x" }, { key: "empty" }] }), described("one", "jobs")];
    const aws = fakeAws({ answers: { DescribeServices: { services } } });
    expect([...(await lookAtAspect(ecsService, aws, "tags", [base("one", "web"), base("one", "jobs")])).values()]).toEqual([
      { value: { owner: "x", empty: "" } },
      { value: {} },
    ]);
    expect(aws.calls[0]?.input).toMatchObject({ include: ["TAGS"] });
  });
});
