import { defineWriter } from "@plumbline/audit-kit/define";
import { shareEdits } from "@plumbline/collectors/facts/shares";
import { ebsSnapshotShares } from "./shares.ts";

/** One call for each direction and kind. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html */
export const writeEbsSnapshotShares = defineWriter(ebsSnapshotShares, async (aws, { id }, ends) => {
  const { EC2Client, ModifySnapshotAttributeCommand } = await import("@aws-sdk/client-ec2");
  const client = aws.client(EC2Client);
  for (const { OperationType, GroupNames, UserIds } of shareEdits(ends)) {
    const whom = { ...(GroupNames ? { GroupNames } : {}), ...(UserIds ? { UserIds } : {}) };
    await client.send(new ModifySnapshotAttributeCommand({ SnapshotId: id, Attribute: "createVolumePermission", OperationType, ...whom }));
  }
});
