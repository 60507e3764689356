import { defineWriter } from "@plumbline/audit-kit/define";
import { sharedWithEdit } from "@plumbline/collectors/facts/shared-with";
import { rdsSnapshotSharedWith } from "./shared-with.ts";

/** Adds and removes just what differs, so that a share made meanwhile stays. */
export const writeRdsSnapshotSharedWith = defineWriter(rdsSnapshotSharedWith, async (aws, { id }, ends) => {
  const { RDSClient, ModifyDBSnapshotAttributeCommand } = await import("@aws-sdk/client-rds");
  return aws.client(RDSClient).send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: id, ...sharedWithEdit(ends) }));
});
