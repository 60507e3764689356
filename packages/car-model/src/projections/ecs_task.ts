import type { Edge } from "@plumbline/car-client/edges";
import { ecsTask } from "@plumbline/collectors/ecs_task";
import type { TaskPlacement } from "@plumbline/collectors/facts/task-placement";
import { arn } from "@plumbline/finding-model/arn";
import { atRegion } from "../at-region.ts";
import type { Contribution, Vertex } from "../contribution.ts";
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
    const { asset, ...host } = hostOf(id, placement, place);
    const held = asset === undefined ? [] : running.map((one): Edge => ({ collection: "asset_container", from: asset, to: one.arn }));
    const network = placement.interfaces.map((one) => networkOf(one, running, asset === id ? id : undefined));
    return {
      vertices: [...host.vertices, ...containers, ...network.flatMap(({ vertices }) => vertices)],
      edges: [...host.edges, ...held, ...network.flatMap(({ edges }) => edges)],
    };
  },
});

/** The asset that a task's containers are of; none when AWS no longer knows what the task runs on. The EC2 instance puts itself in. */
function hostOf(task: string, { containerInstance, instance, group, tags }: TaskPlacement, place: Place): Part & { asset?: string } {
  if (containerInstance === null) {
    const name = `${group.replace(/^(service|family):/, "")}/${task.slice(task.lastIndexOf("/") + 1).slice(0, 8)}`;
    const region = atRegion(place, task);
    const row = { external_id: task, name, asset_type: "AWS Fargate task", ...tagged(tags) };
    return { asset: task, vertices: [{ collection: "asset", row }, ...region.vertices], edges: region.edges };
  }
  if (instance === null) return { vertices: [], edges: [] };
  const { partition, account, region } = place;
  if (!instance.startsWith("mi-"))
    return { asset: arn({ partition, service: "ec2", account, region, resource: `instance/${instance}` }), vertices: [], edges: [] };
  // Where such a server stands nobody knows; it is not in the region.
  const asset = arn({ partition, service: "ssm", account, region, resource: `managed-instance/${instance}` });
  const row = { external_id: asset, name: instance, asset_type: "AWS ECS external instance" };
  return { asset, vertices: [{ collection: "asset", row }], edges: [] };
}

/** An interface with its addresses and names, which all of the containers share; `asset` has it too. */
function networkOf(
  { mac, addresses }: TaskPlacement["interfaces"][number],
  containers: readonly { readonly arn: string }[],
  asset: string | undefined,
): Part {
  const ofAsset = (collection: Edge["collection"], to: string): Edge[] => (asset === undefined ? [] : [{ collection, from: asset, to }]);
  const parts = addresses.map(({ ip, hostName }): Part => {
    const named: Part = hostName
      ? {
          vertices: [{ collection: "hostname", row: { _key: hostName, host_name: hostName } }],
          edges: [{ collection: "ipaddress_hostname", from: ip, to: hostName }, ...ofAsset("asset_hostname", hostName)],
        }
      : { vertices: [], edges: [] };
    const wired: Edge[] = mac ? [{ collection: "ipaddress_macaddress", from: ip, to: mac }] : [];
    const held = containers.map((one): Edge => ({ collection: "ipaddress_container", from: ip, to: one.arn }));
    return {
      vertices: [{ collection: "ipaddress", row: { _key: ip } }, ...named.vertices],
      edges: [...ofAsset("asset_ipaddress", ip), ...wired, ...held, ...named.edges],
    };
  });
  return {
    vertices: [...(mac ? [{ collection: "macaddress", row: { _key: mac } } as const] : []), ...parts.flatMap(({ vertices }) => vertices)],
    edges: [...(mac ? ofAsset("asset_macaddress", mac) : []), ...parts.flatMap(({ edges }) => edges)],
  };
}
