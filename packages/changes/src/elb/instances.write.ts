import { defineWriter } from "@plumbline/audit-kit/define";
import { elbInstances } from "./instances.ts";

const without = (instances: readonly string[], others: readonly string[]) =>
  instances.filter((id) => !others.includes(id)).map((InstanceId) => ({ InstanceId }));

/** Sends only the difference. */
export const writeElbInstances = defineWriter(elbInstances, async (aws, { id: LoadBalancerName }, { from, to }) => {
  const { ElasticLoadBalancingClient, DeregisterInstancesFromLoadBalancerCommand, RegisterInstancesWithLoadBalancerCommand } = await import(
    "@aws-sdk/client-elastic-load-balancing"
  );
  const client = aws.client(ElasticLoadBalancingClient);
  const [added, removed] = [without(to, from), without(from, to)];
  if (added.length > 0) await client.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances: added }));
  if (removed.length > 0) await client.send(new DeregisterInstancesFromLoadBalancerCommand({ LoadBalancerName, Instances: removed }));
});
