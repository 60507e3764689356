import { defineChange } from "@plumbline/audit-kit/define";
import { ecsTask } from "@plumbline/collectors/ecs_task";
import { z } from "zod";

/** Stops a task. A task of which AWS knows nothing any more counts as stopped. */
export const ecsTaskStop = defineChange({
  name: "ecs_task/stop",
  title: "Stop the task",
  on: ecsTask,
  aspect: "run",
  state: z.enum(["RUNNING", "STOPPED"]),
  iam: ["ecs:StopTask"],
  undo: { impossible: "a stopped task never runs again; its service, or whoever started it, starts a new one" },
  stage: "stop",
  view: (run) => run?.desiredStatus ?? "STOPPED",
  set: (run, desiredStatus) => run && { ...run, desiredStatus },
});
