import type { AwsVpcConfiguration, Tag } from "@aws-sdk/client-ecs";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { type Tags, toTags } from "./tags.ts";
import { untilGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-ecs");
/** What AWS says of a cluster or service that was deleted. */
export const goneCodes = ["ClusterNotFoundException", "ServiceNotFoundException", "ServiceNotActiveException"] as const;

/** The network that tasks with an interface of their own are put into, as AWS takes it back; lists sorted, since AWS holds them as sets. */
export const AwsVpc = z
  .object({
    subnets: z.array(z.string()),
    securityGroups: z.array(z.string()).default([]),
    assignPublicIp: z.enum(["ENABLED", "DISABLED"]).default("DISABLED"),
  })
  .catchall(z.json());
export type AwsVpc = z.output<typeof AwsVpc>;

/** Reads a network of AWS's; null for tasks that use their host's. */
export const toAwsVpc = (network: AwsVpcConfiguration | undefined): AwsVpc | null =>
  network
    ? AwsVpc.parse({ ...network, subnets: network.subnets?.toSorted(), securityGroups: network.securityGroups?.toSorted() ?? [] })
    : null;

/** Who deploys a service; AWS says nothing for services older than the choice, and ECS deploys these. */
export const Controller = z.string().default("ECS");

/** Reads tags, whose fields ECS writes small. */
export const toEcsTags = (tags: readonly Tag[] | undefined): Tags => toTags(tags?.map(({ key, value }) => ({ Key: key, Value: value })));

/**
 * The parts of an ARN of ECS's; ARNs of before 2018 do not name the cluster.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
 */
export function partsOf(arn: string): { kind: string; cluster: string | undefined; path: readonly string[] } | undefined {
  const [, kind, rest] = /^arn:[^:]+:ecs:[^:]*:[^:]*:([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (kind === undefined || rest === undefined) return undefined;
  const [cluster, ...path] = rest.split("/");
  return path.length === 0 ? { kind, cluster: undefined, path: [rest] } : { kind, cluster, path };
}

/** What an event says of a resource of this kind: its ARN, or a name of it; undefined for an ARN of another kind. */
export const ofKind =
  (kind: string) =>
  (named: string): string | undefined =>
    (partsOf(named)?.kind ?? (named.startsWith("arn:") ? undefined : kind)) === kind ? named : undefined;

/**
 * ARNs of all clusters. A deleted one may be listed for a while.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
 */
export async function* clustersOf(aws: Aws): AsyncGenerator<string> {
  const { ECSClient, DescribeClustersCommand, paginateListClusters } = await sdk();
  const client = aws.client(ECSClient);
  for await (const { clusterArns = [] } of paginateListClusters({ client }, { maxResults: 100 })) {
    if (clusterArns.length === 0) continue;
    const { clusters } = await client.send(new DescribeClustersCommand({ clusters: clusterArns }));
    const gone = new Set((clusters ?? []).filter(({ status }) => status === "INACTIVE").map(({ clusterArn }) => clusterArn));
    yield* clusterArns.filter((arn) => !gone.has(arn));
  }
}

/** ARNs of a cluster's services, a page at a time; none when the cluster was deleted meanwhile. */
export async function* serviceArnsOf(aws: Aws, cluster: string): AsyncGenerator<readonly string[]> {
  const { ECSClient, paginateListServices } = await sdk();
  const pages = paginateListServices({ client: aws.client(ECSClient) }, { cluster, maxResults: 100 });
  for await (const { serviceArns = [] } of untilGone(goneCodes, pages)) yield serviceArns;
}

/** ARNs of a cluster's running tasks, a page at a time, or of those of one family; none when the cluster was deleted meanwhile. */
export async function* taskArnsOf(aws: Aws, cluster: string, family?: string): AsyncGenerator<readonly string[]> {
  const { ECSClient, paginateListTasks } = await sdk();
  const pages = paginateListTasks({ client: aws.client(ECSClient) }, { cluster, family, desiredStatus: "RUNNING", maxResults: 100 });
  for await (const { taskArns = [] } of untilGone(goneCodes, pages)) yield taskArns;
}
