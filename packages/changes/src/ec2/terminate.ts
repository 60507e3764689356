import { defineChange } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { InstanceState } from "@plumbline/collectors/facts/instance";

/** Terminates an instance. */
export const ec2Terminate = defineChange({
  name: "ec2/terminate",
  title: "Terminate the instance",
  on: ec2,
  aspect: "base",
  state: InstanceState,
  iam: ["ec2:TerminateInstances"],
  undo: { impossible: "a terminated instance does not come back" },
  stage: "stop",
  view: ({ state }) => state,
  set: (instance, state) => ({ ...instance, state }),
  settling: ({ state }) => state === "shutting-down",
});
