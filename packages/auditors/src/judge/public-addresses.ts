import type { Facts } from "@plumbline/audit-kit/define";
import type { ec2 } from "@plumbline/collectors/ec2";
import { isGlobalIpv6 } from "@plumbline/collectors/facts/instance";

type Instance = Facts<typeof ec2, "elasticIps" | "ipv6Routes">;

/** A way in from the internet: an address and where it comes from. */
export interface PublicAddress {
  readonly address: string;
  readonly kind: "Elastic IP" | "auto-assigned" | "IPv6";
  readonly networkInterface: string;
}

/** Every public address of an instance. A global IPv6 address counts where its subnet has a route to an internet gateway. */
export function publicAddresses({ interfaces, elasticIps, ipv6Routes }: Instance): PublicAddress[] {
  const elastic = new Set(elasticIps.addresses.map(({ publicIp }) => publicIp));
  const routed = new Set(ipv6Routes.map(({ subnet }) => subnet));
  return interfaces.flatMap(({ id: networkInterface, addresses, ipv6, subnet }) => [
    ...addresses.flatMap(({ publicIp }): PublicAddress[] =>
      publicIp === null ? [] : [{ address: publicIp, kind: elastic.has(publicIp) ? "Elastic IP" : "auto-assigned", networkInterface }],
    ),
    ...ipv6
      .filter((address) => isGlobalIpv6(address) && routed.has(subnet ?? ""))
      .map((address): PublicAddress => ({ address, kind: "IPv6", networkInterface })),
  ]);
}

/** Whether an instance stays public, or becomes it at its next start, without its Elastic IPs. */
export const isPublicElsewhere = (instance: Facts<typeof ec2, "elasticIps" | "ipv6Routes" | "publicOnStart">): boolean =>
  instance.publicOnStart || publicAddresses(instance).some(({ kind }) => kind !== "Elastic IP");
