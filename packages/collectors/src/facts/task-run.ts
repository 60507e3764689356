import type { NetworkInterface } from "@aws-sdk/client-ec2";
import type { Attachment, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { isGlobalIpv6 } from "./instance.ts";
import { networkInterfacesOf } from "./network-interfaces.ts";
import { routesOf } from "./subnet-routes.ts";

/** What a task is doing, and how it is reached. */
export const TaskRun = z.object({
  /** STOPPED from the moment that somebody stops it. */
  desiredStatus: z.enum(["RUNNING", "STOPPED"]),
  /** `service:` and the name of the service that started it, else `family:` and that of its task definition, or as the caller said. */
  group: z.string(),
  /** Whether the task has a network interface of its own, shares its host's, or is on its way to or from one of its own. */
  interface: z.enum(["own", "host", "unattached"]),
  /** Public IPv4 addresses of its own interface, and global IPv6 ones in a subnet with a route from the internet. */
  publicAddresses: z.array(z.string()),
});

const isLeaving = (status = "") => status.startsWith("DETACH") || status === "DELETED";

/** The network interfaces of a task as ECS tells of them. */
const allAttachmentsOf = ({ attachments = [] }: Task): Attachment[] =>
  attachments.filter(({ type }) => type === "ElasticNetworkInterface" || type === "eni");
const isAttached = ({ desiredStatus }: Task, { status }: Attachment) => desiredStatus !== "STOPPED" && !isLeaving(status);
/** Without those that are on their way from it. */
export const attachmentsOf = (task: Task): Attachment[] => allAttachmentsOf(task).filter((one) => isAttached(task, one));
/** What an attachment says of itself by a name, such as `networkInterfaceId`; undefined until AWS knows. */
export const detailOf = ({ details }: Attachment, named: string): string | undefined => details?.find(({ name }) => name === named)?.value;

/** The id of each network interface of a task; undefined for one that is not attached, or will soon not be. */
const interfacesOf = (task: Task): (string | undefined)[] =>
  allAttachmentsOf(task).map((one) => (isAttached(task, one) ? detailOf(one, "networkInterfaceId") : undefined));

/** Reads tasks, by ARN. One whose attached interface AWS does not show is missing, since nobody can say whether it is public. */
export async function toRuns(aws: Aws, tasks: readonly Task[]): Promise<ReadonlyMap<string, z.input<typeof TaskRun>>> {
  const addresses = await publicAddressesOf(
    aws,
    tasks.flatMap(interfacesOf).filter((id) => id !== undefined),
  );
  const runs = new Map<string, z.input<typeof TaskRun>>();
  for (const task of tasks) {
    const ids = interfacesOf(task);
    const known = ids.flatMap((id) => addresses.get(id ?? "") ?? []);
    const isUnattached = ids.includes(undefined);
    if (task.taskArn === undefined || (!isUnattached && ids.some((id) => !addresses.has(id ?? "")))) continue;
    runs.set(task.taskArn, {
      desiredStatus: task.desiredStatus === "STOPPED" ? "STOPPED" : "RUNNING",
      group: task.group ?? "",
      interface: ids.length === 0 ? "host" : isUnattached ? "unattached" : "own",
      publicAddresses: known.sort(),
    });
  }
  return runs;
}

/** Public addresses by network interface. */
async function publicAddressesOf(aws: Aws, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await networkInterfacesOf(aws, ids);
  const routes = await routesOf(
    aws,
    new Map(all.flatMap((one) => (ipv6Of(one).length > 0 ? [[one.SubnetId ?? "", one.VpcId ?? ""]] : []))),
  );
  return new Map(
    all.flatMap((one): [string, string[]][] => {
      const route = routes.get(one.SubnetId ?? "");
      // Without its routes, an IPv6 address could be public or not.
      if (ipv6Of(one).length > 0 && !route) return [];
      return [[one.NetworkInterfaceId ?? "", [...ipv4Of(one), ...(route?.hasIpv6Internet ? ipv6Of(one) : [])]]];
    }),
  );
}

const ipv4Of = ({ Association, PrivateIpAddresses }: NetworkInterface): string[] => [
  ...new Set([Association, ...(PrivateIpAddresses ?? []).map((one) => one.Association)].flatMap((one) => one?.PublicIp ?? [])),
];
const ipv6Of = ({ Ipv6Addresses }: NetworkInterface): string[] =>
  (Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => (Ipv6Address !== undefined && isGlobalIpv6(Ipv6Address) ? [Ipv6Address] : []));
