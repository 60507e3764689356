import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { clustersOf, goneCodes, ofKind, partsOf, taskArnsOf, toEcsTags } from "./facts/ecs.ts";
import { describeTasks, inClusters } from "./facts/ecs-describe.ts";
import { Tags } from "./facts/tags.ts";
import { taskPlacement } from "./facts/task-placement.ts";
import { TaskRun, toRuns } from "./facts/task-run.ts";

const source = "ecs.amazonaws.com";
const tagged = {
  source,
  effect: "update",
  touches: ["tags", "placement"],
  id: "requestParameters.resourceArn",
  toId: ofKind("task"),
} as const;
const Base = z.object({ id: z.string().min(1), cluster: z.string() });

/** Tasks that a task definition started, in all clusters: given by family, family and revision, or ARN. */
async function* startedFrom(aws: Aws, definition: string): AsyncGenerator<z.input<typeof Base>> {
  const [family, revision] = definition.split(":");
  for await (const cluster of clustersOf(aws))
    for await (const arns of taskArnsOf(aws, cluster, family)) {
      const tasks = revision === undefined ? undefined : await describeTasks(aws, cluster, arns);
      for (const id of arns) if (!tasks || tasks.get(id)?.taskDefinitionArn?.endsWith(`/${definition}`)) yield { id, cluster };
    }
}

/** A running ECS task, named by its ARN. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export const ecsTask = defineCollector({
  type: "ecs_task",
  title: "ECS task",
  scope: "regional",
  iam: ["ecs:ListClusters", "ecs:DescribeClusters", "ecs:ListTasks"],
  findIam: ["ecs:ListClusters", "ecs:DescribeClusters", "ecs:ListTasks", "ecs:DescribeTasks"],
  gone: goneCodes,
  base: Base,
  async *list(aws) {
    for await (const cluster of clustersOf(aws))
      for await (const arns of taskArnsOf(aws, cluster)) yield* arns.map((id) => ({ id, cluster }));
  },
  /** Also takes a task definition, which stands for all tasks that run from it. A task that has stopped is gone. */
  async find(aws, id) {
    const parts = partsOf(id);
    if (parts ? parts.kind !== "task" && parts.kind !== "task-definition" : id.startsWith("arn:")) return [];
    const found: z.input<typeof Base>[] = [];
    if (parts?.kind !== "task") {
      for await (const task of startedFrom(aws, parts?.path[0] ?? id)) found.push(task);
      return found;
    }
    for await (const cluster of parts.cluster ? [parts.cluster] : clustersOf(aws))
      for (const [arn, task] of await describeTasks(aws, cluster, [parts.path[0] ?? id]))
        if (task && task.lastStatus !== "STOPPED") found.push({ id: arn, cluster: task.clusterArn ?? cluster });
    return found;
  },
  aspects: {
    run: {
      iam: ["ecs:DescribeTasks", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables"],
      /** Null for a task of which AWS knows nothing any more. */
      schema: TaskRun.nullable(),
      per: 100,
      async fetch(aws, tasks) {
        const described = await inClusters(tasks, (cluster, arns) => describeTasks(aws, cluster, arns));
        const runs = await toRuns(
          aws,
          [...described.values()].filter((task) => task !== null),
        );
        return new Map([...described].flatMap(([id, task]) => (task && !runs.has(id) ? [] : [[id, runs.get(id) ?? null]])));
      },
    },
    placement: taskPlacement,
    tags: {
      iam: ["ecs:DescribeTasks"],
      schema: Tags,
      per: 100,
      async fetch(aws, tasks) {
        const described = await inClusters(tasks, (cluster, arns) => describeTasks(aws, cluster, arns, ["TAGS"]));
        return new Map([...described].map(([id, task]) => [id, toEcsTags(task?.tags)]));
      },
    },
  },
  events: [
    // The interface of a task, and with it its address, comes some time after the call.
    { source, name: "RunTask", effect: "create", id: "responseElements.tasks[].taskArn", settleSeconds: 120 },
    { source, name: "StartTask", effect: "create", id: "responseElements.tasks[].taskArn", settleSeconds: 120 },
    { source, name: "StopTask", effect: "delete", id: "responseElements.task.taskArn" },
    { ...tagged, name: "TagResource" },
    { ...tagged, name: "UntagResource" },
  ],
});
