import { ecsTask } from "@plumbline/collectors/ecs_task";
import type { TaskPlacement } from "@plumbline/collectors/facts/task-placement";
import { arn } from "@plumbline/finding-model/arn";
import { instanceArn } from "../arns.ts";
import { atRegion } from "../at-region.ts";
import type { Contribution, Vertex } from "../contribution.ts";
import { addressOf, edgesTo, hostOf, onceEach } from "../parts.ts";
import { defineProjection, type Place } from "../projection.ts";
import { tagged } from "../tags.ts";

type Part = Pick<Contribution, "vertices" | "edges">;

/**
 * Each container of a running task is a container, of the asset that it runs on: an EC2 instance, a server elsewhere, or on Fargate the task
 * itself. A task's own network interface is its containers', and on Fargate the asset's too. A container that has ended is gone.
 *
 * Services start and end tasks, and CloudTrail names no task then: hence the listing.
 */
export const ecsTaskInCar = defineProjection({
  of: ecsTask,
  needs: ["placement"],
  followedBy: "listing",
  project({ id, placement }, place) {
    if (placement?.status !== "RUNNING") return undefined;
    const running = placement.containers.filter(({ status }) => status !== "STOPPED");
    const containers = running.map(
      ({ arn: external_id, name, image }): Vertex => ({
        collection: "container",
        row: { external_id, name, image, ...tagged(placement.tags) },
      }),
    );
    const { asset, ...host } = hostOfTask(id, placement, place);
    const arns = running.map((one) => one.arn);
    const held = asset === undefined ? [] : edgesTo("asset_container", asset, arns);
    const network = placement.interfaces.map((one) => networkOf(one, arns, asset === id ? id : undefined));
    return onceEach({
      vertices: [...host.vertices, ...containers, ...network.flatMap(({ vertices }) => vertices)],
      edges: [...host.edges, ...held, ...network.flatMap(({ edges }) => edges)],
    });
  },
});

/** The asset that a task's containers are of; none when AWS no longer knows what the task runs on. The EC2 instance puts itself in. */
function hostOfTask(task: string, { containerInstance, instance, group, tags }: TaskPlacement, place: Place): Part & { asset?: string } {
  if (containerInstance === null) {
    const name = `${group.replace(/^(service|family):/, "")}/${task.slice(task.lastIndexOf("/") + 1).slice(0, 8)}`;
    const region = atRegion(place, task);
    const row = { external_id: task, name, asset_type: "AWS Fargate task", ...tagged(tags) };
    return { asset: task, vertices: [{ collection: "asset", row }, ...region.vertices], edges: region.edges };
  }
  if (instance === null) return { vertices: [], edges: [] };
  if (!instance.startsWith("mi-")) return { asset: instanceArn(place, instance), vertices: [], edges: [] };
  // Where such a server stands nobody knows; it is not in the region.
  const asset = arn({ ...place, service: "ssm", resource: `managed-instance/${instance}` });
  const row = { external_id: asset, name: instance, asset_type: "AWS ECS external instance" };
  return { asset, vertices: [{ collection: "asset", row }], edges: [] };
}

/** An interface with its addresses and names, which all of the containers share; on Fargate `asset` has them too. */
function networkOf(
  { id, mac, addresses }: TaskPlacement["interfaces"][number],
  containers: readonly string[],
  asset: string | undefined,
): Part {
  const ips = addresses.map(({ ip }) => ip);
  const names = addresses.flatMap(({ hostName }) => hostName ?? []);
  const macs = mac ? [mac.toLowerCase()] : [];
  const ofAsset =
    asset === undefined
      ? []
      : [
          ...edgesTo("asset_ipaddress", asset, ips),
          ...edgesTo("asset_macaddress", asset, macs),
          ...edgesTo("asset_hostname", asset, names),
        ];
  return {
    vertices: [
      ...macs.map((_key): Vertex => ({ collection: "macaddress", row: { _key, interface: id } })),
      ...ips.map(addressOf),
      ...names.map(hostOf),
    ],
    edges: [
      ...ofAsset,
      ...ips.flatMap((ip) => [...edgesTo("ipaddress_container", ip, containers), ...edgesTo("ipaddress_macaddress", ip, macs)]),
      ...addresses.flatMap(({ ip, hostName }) => (hostName ? edgesTo("ipaddress_hostname", ip, [hostName]) : [])),
    ],
  };
}
