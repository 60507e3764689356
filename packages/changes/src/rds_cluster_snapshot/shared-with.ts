import { defineChange } from "@plumbline/audit-kit/define";
import { rdsClusterSnapshot } from "@plumbline/collectors/rds_cluster_snapshot";
import { z } from "zod";

/** Sets whom a DB cluster snapshot is shared with: account ids, sorted, or `all`. */
export const rdsClusterSnapshotSharedWith = defineChange({
  name: "rds_cluster_snapshot/shared-with",
  title: "Set whom the DB cluster snapshot is shared with",
  on: rdsClusterSnapshot,
  aspect: "sharedWith",
  state: z.array(z.string()),
  iam: ["rds:ModifyDBClusterSnapshotAttribute"],
  undo: "restore",
  view: (ids) => ids,
  set: (_, ids) => ids,
});
