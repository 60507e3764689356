import { defineChange } from "@plumbline/audit-kit/define";
import { ebsSnapshot } from "@plumbline/collectors/ebs_snapshot";
import { Share } from "@plumbline/collectors/facts/shares";
import { z } from "zod";

/** Sets who may make volumes of a snapshot. */
export const ebsSnapshotShares = defineChange({
  name: "ebs_snapshot/shares",
  title: "Set whom the snapshot is shared with",
  on: ebsSnapshot,
  aspect: "shares",
  state: z.array(Share),
  iam: ["ec2:ModifySnapshotAttribute"],
  undo: "restore",
  view: (shares) => shares,
  set: (_, shares) => shares,
});
