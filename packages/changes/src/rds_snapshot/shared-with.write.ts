import { defineWriter } from "@plumbline/audit-kit/define";
import { rdsSnapshotSharedWith } from "./shared-with.ts";

/** Adds and removes just what differs, so that a share made meanwhile stays. */
export const writeRdsSnapshotSharedWith = defineWriter(rdsSnapshotSharedWith, async (aws, { id }, { from, to }) => {
  const { RDSClient, ModifyDBSnapshotAttributeCommand } = await import("@aws-sdk/client-rds");
  const added = to.filter((account) => !from.includes(account));
  const removed = from.filter((account) => !to.includes(account));
  return aws.client(RDSClient).send(
    new ModifyDBSnapshotAttributeCommand({
      DBSnapshotIdentifier: id,
      AttributeName: "restore",
      ...(added.length > 0 ? { ValuesToAdd: added } : {}),
      ...(removed.length > 0 ? { ValuesToRemove: removed } : {}),
    }),
  );
});
