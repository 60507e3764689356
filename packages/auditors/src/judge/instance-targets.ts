import type { ec2 } from "@plumbline/collectors/ec2";
import type { Target } from "@plumbline/collectors/facts/targets";
import { type Block, contains, parseCidr } from "@plumbline/collectors/policy/cidr";
import type { z } from "zod";
import { affected } from "./affected.ts";

type Instances = ReadonlyMap<string, z.output<(typeof ec2)["base"]>>;
interface Where {
  readonly instance: string;
  readonly vpc: string | null;
  readonly block: Block;
}

const blocksOf = (instances: Instances): Where[] =>
  [...instances.values()].flatMap(({ id, interfaces }) =>
    interfaces.flatMap(({ vpc, addresses, ipv6 }) =>
      [...addresses.map(({ privateIp }) => privateIp), ...ipv6].flatMap((text) => {
        const block = parseCidr(text);
        return block ? [{ instance: id, vpc, block }] : [];
      }),
    ),
  );

/**
 * The targets of a group that are instances, by instance: registered by id, or by an address of theirs. An address is looked for in the
 * group's VPC, or in all when the target's zone is `all`, as it must be for an address of another VPC.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
 */
export function targetsByInstance(
  targets: readonly Target[],
  vpc: string | null,
  instances: Instances,
): ReadonlyMap<string, readonly Target[]> {
  const found = new Map<string, Target[]>();
  const add = (instance: string, target: Target) => found.set(instance, [...(found.get(instance) ?? []), target]);
  const byAddress = targets.map((target) => ({ target, block: parseCidr(target.Id) }));
  const blocks = byAddress.some(({ block }) => block) ? blocksOf(instances) : [];
  for (const { target, block } of byAddress) {
    if (target.Id.startsWith("i-")) add(target.Id, target);
    if (!block) continue;
    const near = blocks.filter((one) => target.AvailabilityZone === "all" || vpc === null || one.vpc === vpc);
    for (const instance of new Set(near.filter((one) => contains(one.block, block)).map((one) => one.instance))) add(instance, target);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A target in words, such as `10.0.0.7:80 (all)` or `[2001:db8::7]:80`. */
export function describeTarget({ Id, Port, AvailabilityZone }: Target): string {
  const host = Id.includes(":") ? `[${Id}]` : Id;
  return `${host}${Port === undefined ? "" : `:${Port}`}${AvailabilityZone === undefined ? "" : ` (${AvailabilityZone})`}`;
}

/** Targets that a group loses, and how many others it keeps. */
export const deregistered = (own: readonly Target[], registered: readonly Target[]) => ({
  affected: affected("target", own.map(describeTarget)),
  remaining: { kind: "target" as const, count: registered.length - own.length },
});
