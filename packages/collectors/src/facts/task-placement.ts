import type { NetworkInterface } from "@aws-sdk/client-ec2";
import type { Container, ContainerInstance, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { toEcsTags } from "./ecs.ts";
import { describeContainerInstances, describeTasks, inClusters } from "./ecs-describe.ts";
import { networkInterfacesOf } from "./network-interfaces.ts";
import { Tags } from "./tags.ts";
import { attachmentsOf, detailOf } from "./task-run.ts";

/** A network interface of a task's own, which all of its containers share. */
const TaskInterface = z.object({
  id: z.string(),
  mac: z.string().optional(),
  /** Private and public IPv4 addresses and IPv6 ones, each with its DNS name where AWS gives it one. */
  addresses: z.array(z.object({ ip: z.string().min(1), hostName: z.string().optional() })),
});
type TaskInterface = z.input<typeof TaskInterface>;

/** What runs in a task, and where. */
export const TaskPlacement = z.object({
  /** AWS's word, such as PENDING, RUNNING or STOPPED. */
  status: z.string(),
  /** `service:` and the name of the service that started it, else `family:` and that of its task definition, or as the caller said. */
  group: z.string(),
  taskDefinition: z.string(),
  /** EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES. */
  launchType: z.string().optional(),
  capacityProvider: z.string().optional(),
  availabilityZone: z.string().optional(),
  /** The ARN of what it runs on; null on Fargate. */
  containerInstance: z.string().nullable(),
  /** The id of the EC2 instance, or `mi-...` of a server elsewhere; null on Fargate, and when AWS no longer knows the container instance. */
  instance: z.string().nullable(),
  interfaces: z.array(TaskInterface),
  containers: z.array(
    z.object({ arn: z.string(), name: z.string(), image: z.string(), digest: z.string().optional(), status: z.string() }),
  ),
  /** They come with the same call. */
  tags: Tags,
});
export type TaskPlacement = z.output<typeof TaskPlacement>;

/**
 * Where tasks run: one call for a hundred of them and their tags, one for the container instances of those that have some, and one for
 * their network interfaces. Null for a task of which AWS knows nothing any more.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export const taskPlacement = {
  iam: ["ecs:DescribeTasks", "ecs:DescribeContainerInstances", "ec2:DescribeNetworkInterfaces"],
  schema: TaskPlacement.nullable(),
  per: 100,
  async fetch(aws: Aws, tasks: readonly { readonly id: string; readonly cluster: string }[]) {
    const described = await inClusters(tasks, (cluster, arns) => describeTasks(aws, cluster, arns, ["TAGS"]));
    const known = [...described.values()].filter((task) => task !== null);
    const instances = await inClusters(
      known.flatMap((task) => (task.containerInstanceArn ? [{ id: task.containerInstanceArn, cluster: task.clusterArn ?? "" }] : [])),
      (cluster, arns) => describeContainerInstances(aws, cluster, arns),
    );
    const ids = known.flatMap(attachmentsOf).flatMap((one) => detailOf(one, "networkInterfaceId") ?? []);
    const found = await networkInterfacesOf(aws, [...new Set(ids)]);
    const interfaces = new Map(found.map((one) => [one.NetworkInterfaceId ?? "", one]));
    const placements = new Map<string, z.input<typeof TaskPlacement> | null>();
    for (const [id, task] of described) {
      const placement = task && toPlacement(task, instances, interfaces);
      if (placement !== undefined) placements.set(id, placement);
    }
    return placements;
  },
} as const;

/** Undefined when AWS says neither which instance a task runs on nor that it is gone. */
function toPlacement(
  task: Task,
  instances: ReadonlyMap<string, ContainerInstance | null>,
  interfaces: ReadonlyMap<string, NetworkInterface>,
): z.input<typeof TaskPlacement> | undefined {
  const containerInstance = task.containerInstanceArn || null;
  const instance = containerInstance === null ? null : instances.get(containerInstance);
  if (instance === undefined) return undefined;
  return {
    status: task.lastStatus ?? "",
    group: task.group ?? "",
    taskDefinition: task.taskDefinitionArn ?? "",
    launchType: task.launchType,
    capacityProvider: task.capacityProviderName,
    availabilityZone: task.availabilityZone,
    containerInstance,
    instance: instance?.ec2InstanceId ?? null,
    interfaces: attachmentsOf(task).flatMap((attachment) => {
      const id = detailOf(attachment, "networkInterfaceId");
      if (id === undefined) return [];
      const shown = interfaces.get(id);
      return [shown ? ofInterface(id, shown) : ofAttachment(id, attachment, task.containers ?? [])];
    }),
    containers: (task.containers ?? []).map(toContainer).sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    tags: toEcsTags(task.tags),
  };
}

const toContainer = (one: Container) => ({
  arn: one.containerArn ?? "",
  name: one.name ?? "",
  image: one.image ?? "",
  digest: one.imageDigest,
  status: one.lastStatus ?? "",
});

const address = (ip: string | undefined, hostName?: string) => (ip ? [hostName ? { ip, hostName } : { ip }] : []);

function ofInterface(id: string, one: NetworkInterface): TaskInterface {
  const addresses = [
    ...(one.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress, PrivateDnsName, Association }) => [
      ...address(PrivateIpAddress, PrivateDnsName),
      ...address(Association?.PublicIp, Association?.PublicDnsName),
    ]),
    ...(one.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => address(Ipv6Address)),
  ];
  return { id, mac: one.MacAddress, addresses };
}

/** What ECS itself says of an interface that EC2 does not show. */
function ofAttachment(id: string, attachment: ReturnType<typeof attachmentsOf>[number], containers: readonly Container[]): TaskInterface {
  const ip = detailOf(attachment, "privateIPv4Address");
  const others = containers.flatMap(({ networkInterfaces = [] }) => networkInterfaces.filter((one) => one.attachmentId === attachment.id));
  const ips = new Set(others.flatMap((one) => [one.privateIpv4Address, one.ipv6Address]).filter((one) => one !== undefined && one !== ip));
  return {
    id,
    mac: detailOf(attachment, "macAddress"),
    addresses: [...address(ip, detailOf(attachment, "privateDnsName")), ...[...ips].flatMap((one) => address(one))],
  };
}
