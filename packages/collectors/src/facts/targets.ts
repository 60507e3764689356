import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";

/** A target as AWS describes it and takes it back: an instance id, address or ARN, with its port and, if given, its availability zone. */
export const Target = z
  .object({
    Id: z.string(),
    Port: z.number().optional(),
    AvailabilityZone: z.string().optional(),
    QuicServerId: z.string().optional(),
  })
  .catchall(z.json());
export type Target = z.output<typeof Target>;

/** Targets of a group, sorted; those that are deregistered and still finish their connections stand apart. */
export const Targets = z.object({ registered: z.array(Target), draining: z.array(Target) });

const toKey = ({ Id, Port, AvailabilityZone }: Target) => [Id, Port ?? "", AvailabilityZone ?? ""].join(" ");

/** Reads the reply of DescribeTargetHealth. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
export function toTargets(descriptions: readonly TargetHealthDescription[]): z.input<typeof Targets> {
  const all = descriptions.map(({ Target: target, TargetHealth }) => ({ target: Target.parse(target), state: TargetHealth?.State }));
  const sorted = all.toSorted((a, b) => (toKey(a.target) < toKey(b.target) ? -1 : 1));
  return {
    registered: sorted.filter(({ state }) => state !== "draining").map(({ target }) => target),
    draining: sorted.filter(({ state }) => state === "draining").map(({ target }) => target),
  };
}
