import type { ContainerInstance, Service, ServiceField, Task, TaskField } from "@aws-sdk/client-ecs";
import type { Aws } from "@plumbline/audit-kit/define";
import { goneCodes } from "./ecs.ts";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-ecs");

/** What was asked for, by ARN; null for what was deleted. */
type Described<T> = ReadonlyMap<string, T | null>;
interface Reply<T> {
  readonly found: readonly (readonly [arn: string | undefined, one: T | null])[];
  readonly failures: readonly { readonly arn?: string | undefined; readonly reason?: string | undefined }[] | undefined;
}
/** A deleted cluster answers nothing; all that was in it is deleted. */
const toDescribed = <T>(asked: readonly string[], reply: Reply<T> | undefined): Described<T> => {
  const missing = (reply?.failures ?? []).filter(({ reason }) => reason === "MISSING").map(({ arn }) => [arn, null] as const);
  const all = reply ? [...missing, ...reply.found] : asked.map((arn) => [arn, null] as const);
  return new Map(all.flatMap(([arn, one]) => (arn === undefined ? [] : [[arn, one]])));
};

/**
 * Describes services of one cluster, at most ten, by name or ARN.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
export async function describeServices(aws: Aws, cluster: string, services: readonly string[], include: ServiceField[] = []) {
  const { ECSClient, DescribeServicesCommand } = await sdk();
  const command = new DescribeServicesCommand({ cluster, services: [...services], include });
  const reply = await unlessGone(goneCodes, () => aws.client(ECSClient).send(command));
  // A deleted one is inactive for a while: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
  const found = (reply?.services ?? []).map((one) => [one.serviceArn, one.status === "INACTIVE" ? null : one] as const);
  return toDescribed<Service>(services, reply && { found, failures: reply.failures });
}

/**
 * Describes tasks of one cluster, at most a hundred, by id or ARN.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export async function describeTasks(aws: Aws, cluster: string, tasks: readonly string[], include: TaskField[] = []) {
  const { ECSClient, DescribeTasksCommand } = await sdk();
  if (tasks.length === 0) return toDescribed<Task>([], undefined);
  const command = new DescribeTasksCommand({ cluster, tasks: [...tasks], include });
  const reply = await unlessGone(goneCodes, () => aws.client(ECSClient).send(command));
  const found = (reply?.tasks ?? []).map((one) => [one.taskArn, one] as const);
  return toDescribed<Task>(tasks, reply && { found, failures: reply.failures });
}

/**
 * Describes container instances of one cluster, at most a hundred, by ARN.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html
 */
export async function describeContainerInstances(aws: Aws, cluster: string, containerInstances: readonly string[]) {
  const { ECSClient, DescribeContainerInstancesCommand } = await sdk();
  const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: [...containerInstances] });
  const reply = await unlessGone(goneCodes, () => aws.client(ECSClient).send(command));
  const found = (reply?.containerInstances ?? []).map((one) => [one.containerInstanceArn, one] as const);
  return toDescribed<ContainerInstance>(containerInstances, reply && { found, failures: reply.failures });
}

/** Describes what lies in several clusters, with one call for each of them. */
export async function inClusters<T>(
  resources: readonly { readonly id: string; readonly cluster: string }[],
  describe: (cluster: string, arns: readonly string[]) => Promise<Described<T>>,
): Promise<Described<T>> {
  const all = new Map<string, T | null>();
  for (const [cluster, group] of Map.groupBy(resources, (one) => one.cluster)) {
    const arns = [...new Set(group.map(({ id }) => id))];
    for (const [arn, one] of await describe(cluster, arns)) all.set(arn, one);
  }
  return all;
}
