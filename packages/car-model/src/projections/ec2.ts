import type { Facts } from "@plumbline/audit-kit/define";
import type { Edge } from "@plumbline/car-client/edges";
import { ec2 } from "@plumbline/collectors/ec2";
import { environmentIdOf } from "@plumbline/collectors/facts/instance-origin";
import { instanceArn } from "../arns.ts";
import { atRegion } from "../at-region.ts";
import type { Contribution, Vertex } from "../contribution.ts";
import { addressOf, edgesTo, hostOf, onceEach } from "../parts.ts";
import { defineProjection } from "../projection.ts";
import { tagged } from "../tags.ts";

type Instance = Facts<typeof ec2, "elasticIps" | "image" | "environment">;
type Parts = Pick<Contribution, "vertices" | "edges">;

/**
 * An EC2 instance that is not terminated: an asset with its addresses, host names and MAC addresses, its image as operating system, its
 * Beanstalk environment and application, and its region. Delegated prefixes are no addresses, and are left out.
 */
export const ec2InCar = defineProjection({
  of: ec2,
  needs: ["elasticIps", "image", "environment"],
  followedBy: "events",
  project(facts, place) {
    if (facts.state === "terminated" || facts.state === "shutting-down") return undefined;
    const asset = instanceArn(place, facts.id);
    const parts: Parts[] = [
      ...[toAsset(facts, asset), toImage(facts, asset), toEnvironment(facts, asset), toNames(facts, asset)],
      ...facts.interfaces.map((one) => toInterface(one, asset)),
      atRegion(place, asset),
    ];
    return onceEach({
      vertices: parts.flatMap(({ vertices }) => vertices),
      edges: parts.flatMap(({ edges }) => edges),
      readFrom: sourcesOf(facts),
    });
  },
});

function toAsset({ id, tags, instanceType, zone }: Instance, asset: string): Parts {
  const description = zone === null ? instanceType : `${instanceType} in ${zone}`;
  const row = { external_id: asset, name: tags["Name"] || `EC2 id:${id}`, asset_type: "AWS EC2 instance", description };
  return { vertices: [{ collection: "asset", row: { ...row, ...tagged(tags) } }], edges: [] };
}

function toImage({ imageId, image, platform }: Instance, asset: string): Parts {
  if (imageId === null) return { vertices: [], edges: [] };
  const row = { external_id: imageId, name: image?.name ?? imageId, is_os: true };
  const description = image?.platform ?? platform ?? undefined;
  return {
    vertices: [{ collection: "application", row: { ...row, description } }],
    edges: edgesTo("asset_application", asset, [imageId]),
  };
}

/** The applications are put in by the environment and its application themselves. */
function toEnvironment({ environment }: Instance, asset: string): Parts {
  if (environment === null) return { vertices: [], edges: [] };
  const hosts = environment.cname === null ? [] : [environment.cname];
  return {
    vertices: hosts.map(hostOf),
    edges: [
      ...edgesTo("asset_application", asset, [environment.applicationArn, environment.arn]),
      ...edgesTo("asset_hostname", asset, hosts),
    ],
  };
}

/** The instance's own names: one by its id is not among those of its addresses. */
function toNames({ privateDns, publicDns }: Instance, asset: string): Parts {
  const names = [privateDns, publicDns].filter((name) => name !== null);
  return { vertices: names.map(hostOf), edges: edgesTo("asset_hostname", asset, names) };
}

function toInterface({ id, mac, addresses, ipv6 }: Instance["interfaces"][number], asset: string): Parts {
  const named = addresses.flatMap(({ privateIp, privateDns, publicIp, publicDns }) => [
    { ip: privateIp, name: privateDns },
    ...(publicIp === null ? [] : [{ ip: publicIp, name: publicDns }]),
  ]);
  const ips = [...named.map(({ ip }) => ip), ...ipv6.filter((text) => !text.includes("/"))];
  const names = named.flatMap(({ name }) => name ?? []);
  // CAR wants pairs of digits that are joined by colons, and tells small letters from large ones.
  const macs = mac === null ? [] : [mac.toLowerCase().replaceAll("-", ":")];
  const vertices: Vertex[] = [
    ...ips.map(addressOf),
    ...names.map(hostOf),
    ...macs.map((_key): Vertex => ({ collection: "macaddress", row: { _key, interface: id } })),
  ];
  const edges: Edge[] = [
    ...edgesTo("asset_ipaddress", asset, ips),
    ...edgesTo("asset_macaddress", asset, macs),
    ...edgesTo("asset_hostname", asset, names),
    ...ips.flatMap((ip) => edgesTo("ipaddress_macaddress", ip, macs)),
    ...named.flatMap(({ ip, name }) => edgesTo("ipaddress_hostname", ip, name === null ? [] : [name])),
  ];
  return { vertices, edges };
}

/**
 * What events name where they do not name the instance: a record of an address that is taken away has its association or allocation alone,
 * one of a detached interface its attachment, one of switched host names the VPC. An environment is named by its id or its name.
 */
function sourcesOf(facts: Instance): string[] {
  const { imageId, environment, interfaces, elasticIps } = facts;
  const environmentId = environmentIdOf(facts);
  const held = [
    ...(imageId === null ? [] : [imageId]),
    ...interfaces.flatMap(({ vpc, attachment, isPrimary }) => [vpc, isPrimary ? null : attachment].filter((one) => one !== null)),
    ...elasticIps.addresses.flatMap(({ allocationId, publicIp }) => [allocationId, publicIp]),
    ...Object.values(elasticIps.associations),
  ];
  const environments = [environmentId, environment?.name].filter((name) => name !== undefined);
  return [...held.map((id) => `ec2/${id}`), ...environments.map((name) => `beanstalk_environment/${name}`)];
}
