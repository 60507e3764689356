import type { Facts, ToldBlastRadius } from "@plumbline/audit-kit/define";
import type { ec2 } from "@plumbline/collectors/ec2";
import { type Affected, affected } from "./affected.ts";
import { groupOf } from "./stop-instance.ts";

type Instance = Facts<typeof ec2>;

/**
 * What hangs on an instance that is stopped or terminated: its public addresses, its Auto Scaling group, which starts another, and its
 * volumes, which a termination may delete. Its private addresses and IPv6 addresses answer nobody meanwhile, and are not named.
 */
export const stopTouches = (instance: Instance): { affected: Affected[] } => ({
  affected: [
    ...publicAddressesOf(instance),
    ...affected("auto-scaling-group", [groupOf(instance) ?? []].flat()),
    ...affected("volume", instance.volumes),
  ],
});

/** What the end of an instance touches. */
export const stopRadius: ToldBlastRadius<{ readonly facts: Instance }> = {
  tells: ["address", "auto-scaling-group", "volume"],
  untold: "load balancers and other callers that send to it",
  of: ({ facts }) => stopTouches(facts),
};

/** The Elastic IPs that no longer lead to an instance. */
export const releaseTouches = ({ elasticIps }: Facts<typeof ec2, "elasticIps">): { affected: Affected[] } => ({
  affected: affected(
    "address",
    elasticIps.addresses.map(({ publicIp }) => publicIp),
  ),
});

const publicAddressesOf = ({ interfaces }: Instance): Affected[] =>
  affected(
    "address",
    interfaces.flatMap(({ addresses }) => addresses.flatMap(({ publicIp }) => publicIp ?? [])),
  );
