import { defineChange } from "@plumbline/audit-kit/define";
import { rdsSnapshot } from "@plumbline/collectors/rds_snapshot";
import { z } from "zod";

/** Sets whom a DB snapshot is shared with: account ids, sorted, or `all`. */
export const rdsSnapshotSharedWith = defineChange({
  name: "rds_snapshot/shared-with",
  title: "Set whom the DB snapshot is shared with",
  on: rdsSnapshot,
  aspect: "sharedWith",
  state: z.array(z.string()),
  iam: ["rds:ModifyDBSnapshotAttribute"],
  undo: "restore",
  view: (ids) => ids,
  set: (_, ids) => ids,
});
