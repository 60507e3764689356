import { defineWriter } from "@plumbline/audit-kit/define";
import { sharedWithEdit } from "@plumbline/collectors/facts/shared-with";
import { rdsClusterSnapshotSharedWith } from "./shared-with.ts";

/** Adds and removes just what differs, so that a share made meanwhile stays. */
export const writeRdsClusterSnapshotSharedWith = defineWriter(rdsClusterSnapshotSharedWith, async (aws, { id }, ends) => {
  const { RDSClient, ModifyDBClusterSnapshotAttributeCommand } = await import("@aws-sdk/client-rds");
  return aws
    .client(RDSClient)
    .send(new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier: id, ...sharedWithEdit(ends) }));
});
