import type { Service, TaskSet } from "@aws-sdk/client-ecs";
import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { chunks } from "@plumbline/audit-kit/flow";
import { z } from "zod";
import { AwsVpc, Controller, clustersOf, goneCodes, ofKind, partsOf, serviceArnsOf, toAwsVpc, toEcsTags } from "./facts/ecs.ts";
import { describeServices, inClusters } from "./facts/ecs-describe.ts";
import { Tags } from "./facts/tags.ts";

const source = "ecs.amazonaws.com";
const arn = "responseElements.taskSet.taskSetArn";
const named = { source, id: [arn, "requestParameters.taskSet", "requestParameters.primaryTaskSet"], toId: ofKind("task-set") } as const;
const tagged = { source, effect: "update", touches: ["tags"], id: "requestParameters.resourceArn", toId: ofKind("task-set") } as const;

const Base = z.object({
  id: z.string().min(1),
  cluster: z.string(),
  /** The ARN of its service. */
  service: z.string(),
  /** The name that an external deployer gave it. */
  name: z.string().optional(),
});
const Deployment = z.object({
  /** PRIMARY, ACTIVE or DRAINING; DELETED, which is our word, for one that its service does not list any more. */
  status: z.string(),
  /** CODE_DEPLOY or EXTERNAL. */
  controller: Controller,
  network: AwsVpc.nullable(),
});

const toBase = (cluster: string, service: string, { taskSetArn, externalId }: TaskSet) =>
  Base.parse({ id: taskSetArn, cluster, service, name: externalId || undefined });

function toDeployment(service: Service | null | undefined, id: string): z.input<typeof Deployment> {
  const found = service?.taskSets?.find(({ taskSetArn }) => taskSetArn === id);
  return {
    status: found ? (found.status ?? "ACTIVE") : "DELETED",
    controller: service?.deploymentController?.type,
    network: toAwsVpc(found?.networkConfiguration?.awsvpcConfiguration),
  };
}

/** All task sets; their services tell of them. */
async function* taskSetsOf(aws: Aws): AsyncGenerator<z.output<typeof Base>> {
  for await (const cluster of clustersOf(aws))
    for await (const arns of serviceArnsOf(aws, cluster))
      for (const group of chunks(arns, 10))
        for (const [id, service] of await describeServices(aws, cluster, group))
          yield* (service?.taskSets ?? []).map((one) => toBase(cluster, id, one));
}

/**
 * A task set of a service that CodeDeploy or an external system deploys, named by its ARN.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */
export const ecsTaskSet = defineCollector({
  type: "ecs_task_set",
  title: "ECS task set",
  scope: "regional",
  iam: ["ecs:ListClusters", "ecs:DescribeClusters", "ecs:ListServices", "ecs:DescribeServices"],
  gone: [...goneCodes, "TaskSetNotFoundException"],
  base: Base,
  list: taskSetsOf,
  /** Also takes the id of a task set, such as ecs-svc/1234567890, and the name that an external deployer gave it. */
  async find(aws, id) {
    const parts = partsOf(id);
    if (parts ? parts.kind !== "task-set" : id.startsWith("arn:")) return [];
    const found: z.input<typeof Base>[] = [];
    if (!parts?.cluster) {
      for await (const one of taskSetsOf(aws)) if (one.id.endsWith(`/${id}`) || one.name === id) found.push(one);
      return found;
    }
    for (const [arn, service] of await describeServices(aws, parts.cluster, parts.path.slice(0, 1)))
      for (const one of service?.taskSets ?? [])
        if (one.taskSetArn === id) found.push(toBase(service?.clusterArn ?? parts.cluster, arn, one));
    return found;
  },
  aspects: {
    deployment: {
      iam: ["ecs:DescribeServices"],
      schema: Deployment,
      per: 10,
      /** Not of the listing, so that a deletion can be seen. */
      async fetch(aws, sets) {
        const services = sets.map(({ service, cluster }) => ({ id: service, cluster }));
        const described = await inClusters(services, (cluster, arns) => describeServices(aws, cluster, arns));
        return new Map(sets.flatMap(({ id, service }) => (described.has(service) ? [[id, toDeployment(described.get(service), id)]] : [])));
      },
    },
    tags: {
      iam: ["ecs:DescribeTaskSets"],
      schema: Tags,
      async fetch(aws, { id, cluster, service }) {
        const { ECSClient, DescribeTaskSetsCommand } = await import("@aws-sdk/client-ecs");
        const input = { cluster, service, taskSets: [id], include: ["TAGS" as const] };
        const { taskSets } = await aws.client(ECSClient).send(new DescribeTaskSetsCommand(input));
        return toEcsTags(taskSets?.find(({ taskSetArn }) => taskSetArn === id)?.tags);
      },
    },
  },
  events: [
    { ...named, name: "CreateTaskSet", effect: "create" },
    { ...named, name: "UpdateTaskSet", effect: "update", touches: ["deployment"] },
    { ...named, name: "UpdateServicePrimaryTaskSet", effect: "update", touches: ["deployment"] },
    { ...named, name: "DeleteTaskSet", effect: "delete" },
    { ...tagged, name: "TagResource" },
    { ...tagged, name: "UntagResource" },
  ],
});
