import { atRegion } from "./at-region.ts";
import type { Contribution } from "./contribution.ts";
import { edgesTo, hostOf } from "./parts.ts";
import type { Place } from "./projection.ts";
import { tagged } from "./tags.ts";

/** What CAR gets of a load balancer. */
export interface Balancer {
  readonly arn: string;
  readonly name: string;
  readonly assetType: string;
  readonly scheme: string | null;
  readonly dnsName: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** A load balancer as an asset with its host name. Its addresses are left out: AWS changes them at any time. */
export function toBalancerParts({ arn, name, assetType, scheme, dnsName, tags }: Balancer, place: Place): Contribution {
  const hosts = dnsName === null ? [] : [dnsName];
  const row = { external_id: arn, name, asset_type: assetType, description: scheme ?? undefined, ...tagged(tags) };
  const region = atRegion(place, arn);
  return {
    vertices: [{ collection: "asset", row }, ...hosts.map(hostOf), ...region.vertices],
    edges: [...edgesTo("asset_hostname", arn, hosts), ...region.edges],
  };
}
