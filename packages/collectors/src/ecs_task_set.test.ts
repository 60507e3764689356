import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecsTaskSet } from "./ecs_task_set.ts";

const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const cluster = `${prefix}:cluster/one`;
const service = (name: string) => `${prefix}:service/one/${name}`;
const arn = (id: string, name = "web") => `${prefix}:task-set/one/${name}/ecs-svc/${id}`;
const base = (id: string, name?: string) => ({ id: arn(id), cluster, service: service("web"), ...(name ? { name } : {}) });
const raise = (error: Error) => () => {
  throw error;
};
const network = { subnets: ["subnet-b", "subnet-a"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" };
const set = (id: string, rest: object = {}) => ({
  taskSetArn: arn(id),
  status: "PRIMARY",
  networkConfiguration: { awsvpcConfiguration: network },
  ...rest,
});
const web = (...taskSets: object[]) => ({
  serviceArn: service("web"),
  clusterArn: cluster,
  status: "ACTIVE",
  deploymentController: { type: "EXTERNAL" },
  taskSets,
});
const clusters = { ListClusters: { clusterArns: [cluster] }, DescribeClusters: { clusters: [{ clusterArn: cluster, status: "ACTIVE" }] } };

describe("ecs_task_set", () => {
  it("lists the task sets of every service, which it describes by ten", async () => {
    const arns = ["web", ...Array.from({ length: 10 }, (_, i) => `other-${i}`)].map(service);
    const aws = fakeAws({
      answers: {
        ...clusters,
        ListServices: { serviceArns: arns },
        DescribeServices: ({ services }: { services: string[] }) => ({
          services: services.map((one) =>
            one === service("web") ? web(set("1", { externalId: "green" }), set("2")) : { serviceArn: one, status: "ACTIVE" },
          ),
        }),
      },
    });
    expect(await listAll(ecsTaskSet, aws)).toEqual([base("1", "green"), base("2")]);
    expect(aws.calls.slice(3).map(({ input }) => (input as { services: string[] }).services.length)).toEqual([10, 1]);
  });

  it("lists nothing where no service has a task set", async () => {
    expect(await listAll(ecsTaskSet, fakeAws({ answers: { ...clusters, ListServices: {} } }))).toEqual([]);
  });

  it("rejects when services are denied", async () => {
    const aws = fakeAws({
      answers: { ...clusters, ListServices: { serviceArns: [service("web")] }, DescribeServices: raise(awsFault("AccessDeniedException")) },
    });
    await expect(listAll(ecsTaskSet, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  const forms: Record<string, string> = { "its ARN": arn("1"), "its id": "ecs-svc/1", "the name that its deployer gave it": "green" };
  it.each(Object.entries(forms))("finds a task set by %s", async (_, id) => {
    const answers = {
      ...clusters,
      ListServices: { serviceArns: [service("web")] },
      DescribeServices: { services: [web(set("1", { externalId: "green" }), set("2"))] },
    };
    expect(await findAll(ecsTaskSet, fakeAws({ answers }), id)).toEqual([base("1", "green")]);
  });

  const lost: Record<string, object> = {
    "a task set that its service does not list": { services: [web(set("2"))] },
    "a task set of a deleted service": { failures: [{ arn: service("web"), reason: "MISSING" }] },
  };
  it.each(Object.entries(lost))("finds nothing for %s", async (_, DescribeServices) => {
    expect(await findAll(ecsTaskSet, fakeAws({ answers: { DescribeServices } }), arn("1"))).toEqual([]);
  });

  it.each([cluster, service("web"), "arn:aws:s3:::web"])("finds nothing, without a call, for %s", async (id) => {
    expect(await findAll(ecsTaskSet, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it("reads deployments, also of task sets and services that are gone, with one call a cluster", async () => {
    const gone = { id: arn("9", "old"), cluster, service: service("old") };
    const aws = fakeAws({
      answers: {
        DescribeServices: {
          services: [web(set("1", { runningCount: 2 }), set("3", { status: "DRAINING", networkConfiguration: undefined }))],
          failures: [{ arn: service("old"), reason: "MISSING" }],
        },
      },
    });
    const known = await lookAtAspect(ecsTaskSet, aws, "deployment", [
      base("1"),
      base("2"),
      base("3"),
      gone,
      { id: arn("4", "silent"), cluster, service: service("silent") },
    ]);
    expect([...known.values()].map(({ value, failure }) => failure?.kind ?? value)).toEqual([
      { status: "PRIMARY", controller: "EXTERNAL", network: { ...network, subnets: ["subnet-a", "subnet-b"] }, runningTasks: 2 },
      { status: "DELETED", controller: "EXTERNAL", network: null },
      { status: "DRAINING", controller: "EXTERNAL", network: null },
      { status: "DELETED", controller: "ECS", network: null },
      "absent",
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { cluster, services: [service("web"), service("old"), service("silent")], include: [] },
    ]);
  });

  it("says that services are denied", async () => {
    const aws = fakeAws({ answers: { DescribeServices: raise(awsFault("AccessDeniedException")) } });
    expect((await lookAtAspect(ecsTaskSet, aws, "deployment", [base("1")])).get(arn("1"))?.failure?.kind).toBe("denied");
  });

  const tags: Record<string, [answer: object | (() => never), known: unknown]> = {
    tags: [{ taskSets: [set("1", { tags: [{ key: "owner", value: "x" }] })] }, { owner: "x" }],
    "none as none": [{ taskSets: [set("1")] }, {}],
    "those of a task set deleted meanwhile as gone": [raise(awsFault("TaskSetNotFoundException")), "gone"],
  };
  it.each(Object.entries(tags))("reads %s", async (_, [DescribeTaskSets, known]) => {
    const aws = fakeAws({ answers: { DescribeTaskSets } });
    const found = (await lookAtAspect(ecsTaskSet, aws, "tags", [base("1")])).get(arn("1"));
    expect(found?.failure?.kind ?? found?.value).toEqual(known);
    expect(aws.calls[0]?.input).toEqual({ cluster, service: service("web"), taskSets: [arn("1")], include: ["TAGS"] });
  });
});
