import { makeBlankSnapshot, removeSnapshots } from "../blank-snapshot.ts";
import { type Recipe, stranger, underscored } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-ebs-snapshot`;

/** A snapshot that is shared with an unknown account. */
export const ebsSnapshot: Recipe = {
  name: "ebs-snapshot",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "a snapshot of an empty volume, shared with an account that does not exist",
  async make(kitchen) {
    const { EC2Client, ModifySnapshotAttributeCommand } = await sdk();
    const client = kitchen.aws.client(EC2Client);
    await removeSnapshots(client, name);
    const SnapshotId = await makeBlankSnapshot(client, kitchen, name);
    const share = { Attribute: "createVolumePermission" as const, OperationType: "add" as const, UserIds: [stranger] };
    await client.send(new ModifySnapshotAttributeCommand({ SnapshotId, ...share }));
    return [{ type: "ebs_snapshot", id: SnapshotId, fails: [{ check: "ebs_snapshot/not-shared", fromDays: 0 }] }];
  },
  destroy: async ({ aws }) => removeSnapshots(aws.client((await sdk()).EC2Client), name),
};
