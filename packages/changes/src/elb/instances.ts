import { defineChange } from "@plumbline/audit-kit/define";
import { elb } from "@plumbline/collectors/elb";
import { z } from "zod";

/** Registers and deregisters instances of a classic load balancer; the state is their ids, sorted. */
export const elbInstances = defineChange({
  name: "elb/instances",
  title: "Set the load balancer's instances",
  on: elb,
  aspect: "base",
  state: z.array(z.string()),
  iam: ["elasticloadbalancing:DeregisterInstancesFromLoadBalancer", "elasticloadbalancing:RegisterInstancesWithLoadBalancer"],
  undo: "restore",
  view: ({ instances }) => instances,
  set: (balancer, instances) => ({ ...balancer, instances }),
});
