import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { elbInstances } from "./instances.ts";
import { writeElbInstances } from "./instances.write.ts";

const balancer = { id: "web", scheme: "internet-facing", dnsName: null, instances: ["i-1", "i-2"] };

describe("elb/instances", () => {
  testChange(it, elbInstances, {
    "two instances": { value: balancer, states: [["i-2"], []] },
    "no instance": { value: { ...balancer, instances: [] }, states: [["i-1"], ["i-1", "i-2"]] },
  });

  const deregister = ["DeregisterInstancesFromLoadBalancer", { LoadBalancerName: "web", Instances: [{ InstanceId: "i-1" }] }];
  const register = ["RegisterInstancesWithLoadBalancer", { LoadBalancerName: "web", Instances: [{ InstanceId: "i-1" }] }];
  const writes: Record<string, { from: string[]; to: string[]; sent: unknown[] }> = {
    "deregisters what is taken away": { from: ["i-1", "i-2"], to: ["i-2"], sent: [deregister] },
    "registers it again": { from: ["i-2"], to: ["i-1", "i-2"], sent: [register] },
    "sends nothing when nothing differs": { from: ["i-1"], to: ["i-1"], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { DeregisterInstancesFromLoadBalancer: {}, RegisterInstancesWithLoadBalancer: {} } });
    await writeElbInstances.write(aws, balancer, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(sent);
  });
});
