import { elbv2 } from "@plumbline/collectors/elbv2";
import { arn, parseArn } from "@plumbline/finding-model/arn";
import { instanceArn } from "../arns.ts";
import { toBalancerParts } from "../balancer.ts";
import { edgesTo, onceEach } from "../parts.ts";
import { defineProjection, type Place } from "../projection.ts";

/** By the word in a load balancer's ARN. */
const kinds: Readonly<Record<string, string>> = { app: "application", net: "network", gwy: "gateway" };

/**
 * A load balancer as an asset with its host name, and a target group as what it joins: the assets that are registered in it are reached by
 * the host names of the load balancers that send to it. A group is read again when one of these changes, since a listener that goes is
 * recorded of the load balancer.
 */
export const elbv2InCar = defineProjection({
  of: elbv2,
  needs: ["tags", "targets"],
  followedBy: "events",
  project(facts, place) {
    if (facts.kind === "balancer") {
      const [, word = ""] = parseArn(facts.id)?.resource.split("/") ?? [];
      const assetType = `AWS ${kinds[word] ?? word} load balancer`;
      return toBalancerParts({ arn: facts.id, assetType, ...facts }, place);
    }
    const hosts = facts.balancers.flatMap(({ dnsName }) => dnsName ?? []);
    const assets = facts.targets.registered.flatMap(({ Id }) => assetOf(Id, place) ?? []);
    return onceEach({
      vertices: [],
      edges: assets.flatMap((asset) => edgesTo("asset_hostname", asset, hosts)),
      readFrom: facts.balancers.map(({ id }) => `elbv2/${id}`),
    });
  },
});

/** The asset of a target: an instance, another load balancer, or a function without its version; undefined for an IP address. */
function assetOf(target: string, place: Place): string | undefined {
  if (target.startsWith("i-")) return instanceArn(place, target);
  const parts = parseArn(target);
  return parts && arn({ ...parts, resource: parts.resource.split(":").slice(0, 2).join(":") });
}
