import { isDeepStrictEqual } from "node:util";
import { defineWriter } from "@plumbline/audit-kit/define";
import type { Target } from "@plumbline/collectors/facts/targets";
import { elbv2Targets } from "./targets.ts";

const without = (targets: readonly Target[], others: readonly Target[]) =>
  targets.filter((target) => !others.some((other) => isDeepStrictEqual(target, other)));

/** Sends only the difference, each target as AWS describes it. */
export const writeElbv2Targets = defineWriter(elbv2Targets, async (aws, { id: TargetGroupArn }, { from, to }) => {
  const { ElasticLoadBalancingV2Client, DeregisterTargetsCommand, RegisterTargetsCommand } = await import(
    "@aws-sdk/client-elastic-load-balancing-v2"
  );
  const client = aws.client(ElasticLoadBalancingV2Client);
  const [added, removed] = [without(to, from), without(from, to)];
  if (removed.length > 0) await client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: removed }));
  if (added.length > 0) await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: added }));
});
