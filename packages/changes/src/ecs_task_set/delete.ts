import { defineChange } from "@plumbline/audit-kit/define";
import { ecsTaskSet } from "@plumbline/collectors/ecs_task_set";
import { z } from "zod";

const toState = (status: string): string => (status === "DELETED" ? "DRAINING" : status);

/** Deletes a task set: AWS drains it and then forgets it, sooner or later, so both count as the same state. */
export const ecsTaskSetDelete = defineChange({
  name: "ecs_task_set/delete",
  title: "Delete the task set",
  on: ecsTaskSet,
  aspect: "deployment",
  state: z.string(),
  iam: ["ecs:DeleteTaskSet"],
  undo: { impossible: "a deleted task set does not come back; its deployer creates a new one" },
  stage: "stop",
  view: ({ status }) => toState(status),
  set: (deployment, status) => (toState(deployment.status) === status ? deployment : { ...deployment, status }),
});
