import { defineChange } from "@plumbline/audit-kit/define";
import { elbv2 } from "@plumbline/collectors/elbv2";
import { Target } from "@plumbline/collectors/facts/targets";
import { z } from "zod";

/** Registers and deregisters targets of a target group; the state is the registered ones, each with its port and availability zone. */
export const elbv2Targets = defineChange({
  name: "elbv2/targets",
  title: "Set the target group's targets",
  on: elbv2,
  aspect: "targets",
  state: z.array(Target),
  iam: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
  undo: "restore",
  /** A target that is deregistered is shown as draining for some minutes. */
  anew: ["draining"],
  view: ({ registered }) => registered,
  set: (targets, registered) => ({ ...targets, registered }),
});
