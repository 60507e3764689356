import type { EC2Client } from "@aws-sdk/client-ec2";
import { makeBlankSnapshot, named, removeSnapshots } from "../blank-snapshot.ts";
import { type Recipe, stranger, underscored } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-ami`;

/** An image that is shared with an unknown account, and the snapshot that it needs. */
export const ami: Recipe = {
  name: "ami",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "an image of an empty volume, shared with an account that does not exist",
  async make(kitchen) {
    const { EC2Client, ModifyImageAttributeCommand, RegisterImageCommand } = await sdk();
    const client = kitchen.aws.client(EC2Client);
    await removeImages(client);
    const SnapshotId = await makeBlankSnapshot(client, kitchen, name);
    const { ImageId } = await client.send(
      new RegisterImageCommand({
        Name: name,
        Architecture: "x86_64",
        VirtualizationType: "hvm",
        RootDeviceName: "/dev/xvda",
        BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { SnapshotId } }],
        ...named("image", name),
      }),
    );
    const share = { Attribute: "launchPermission", OperationType: "add" as const, UserIds: [stranger] };
    await client.send(new ModifyImageAttributeCommand({ ImageId, ...share }));
    return [
      { type: "ami", id: ImageId ?? "", fails: [{ check: "ami/not-shared", fromDays: 0 }] },
      { type: "ebs_snapshot", id: SnapshotId, fails: [] },
    ];
  },
  destroy: async ({ aws }) => removeImages(aws.client((await sdk()).EC2Client)),
};

/** An image goes before its snapshot. It is found by its name, which is unique. */
async function removeImages(client: EC2Client): Promise<string[]> {
  const { DeregisterImageCommand, DescribeImagesCommand } = await sdk();
  const { Images } = await client.send(new DescribeImagesCommand({ Owners: ["self"], Filters: [{ Name: "name", Values: [name] }] }));
  const ids = (Images ?? []).flatMap(({ ImageId }) => ImageId ?? []);
  for (const ImageId of ids) await client.send(new DeregisterImageCommand({ ImageId }));
  return [...ids, ...(await removeSnapshots(client, name))];
}
