import { defineChange } from "@plumbline/audit-kit/define";
import { DatabaseState, inState, isInTransition, stateOf } from "@plumbline/collectors/facts/database";
import { rds } from "@plumbline/collectors/rds";

/** Stops a DB instance, or starts it again. AWS starts a stopped one by itself after 7 days. */
export const rdsRunning = defineChange({
  name: "rds/running",
  title: "Stop the DB instance",
  on: rds,
  aspect: "base",
  state: DatabaseState,
  iam: ["rds:StopDBInstance", "rds:StartDBInstance"],
  undo: "restore",
  stage: "stop",
  view: stateOf,
  set: inState,
  settling: isInTransition,
});
