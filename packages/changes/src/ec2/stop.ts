import { defineChange } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { InstanceState } from "@plumbline/collectors/facts/instance";

/** Stops an instance; the undo starts it. A check says of each instance what a stop loses. */
export const ec2Stop = defineChange({
  name: "ec2/stop",
  title: "Stop the instance",
  on: ec2,
  aspect: "base",
  state: InstanceState,
  iam: ["ec2:StartInstances", "ec2:StopInstances"],
  undo: "restore",
  stage: "stop",
  anew: ["interfaces[].addresses[].publicIp", "interfaces[].addresses[].publicDns", "publicDns"],
  view: ({ state }) => state,
  set: (instance, state) => ({ ...instance, state }),
  settling: ({ state }) => state === "stopping" || state === "pending",
});
