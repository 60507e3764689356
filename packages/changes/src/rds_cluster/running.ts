import { defineChange } from "@plumbline/audit-kit/define";
import { DatabaseState, inState, isInTransition, stateOf } from "@plumbline/collectors/facts/database";
import { rdsCluster } from "@plumbline/collectors/rds_cluster";

/** Stops a DB cluster with all its instances, or starts it again. AWS starts a stopped one by itself after 7 days. */
export const rdsClusterRunning = defineChange({
  name: "rds_cluster/running",
  title: "Stop the DB cluster",
  on: rdsCluster,
  aspect: "base",
  state: DatabaseState,
  iam: ["rds:StopDBCluster", "rds:StartDBCluster"],
  undo: "restore",
  stage: "stop",
  view: stateOf,
  set: inState,
  settling: isInTransition,
});
