import type { EC2Client, ResourceType } from "@aws-sdk/client-ec2";
import type { Kitchen } from "./recipe.ts";
import { untilReady } from "./until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** The tag `Name` in the form that EC2 takes when something is made. */
export const named = (ResourceType: ResourceType, Value: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: "Name", Value }] }],
});
/** What finds everything with this tag `Name`. */
export const byName = (...names: string[]) => ({ Filters: [{ Name: "tag:Name", Values: names }] });

/** Makes a snapshot of a volume that was never written to, and removes the volume. */
export async function makeBlankSnapshot(client: EC2Client, kitchen: Kitchen, name: string): Promise<string> {
  const { CreateSnapshotCommand, CreateVolumeCommand, DescribeAvailabilityZonesCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } =
    await sdk();
  const zones = await client.send(
    new DescribeAvailabilityZonesCommand({ Filters: [{ Name: "zone-type", Values: ["availability-zone"] }] }),
  );
  const AvailabilityZone = zones.AvailabilityZones?.[0]?.ZoneName;
  const { VolumeId = "" } = await client.send(
    new CreateVolumeCommand({ AvailabilityZone, Size: 1, VolumeType: "gp3", ...named("volume", name) }),
  );
  await untilReady(`the volume ${VolumeId}`, kitchen, async () => {
    const { Volumes } = await client.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }));
    return Volumes?.[0]?.State === "available";
  });
  const { SnapshotId = "" } = await client.send(new CreateSnapshotCommand({ VolumeId, ...named("snapshot", name) }));
  await untilReady(`the snapshot ${SnapshotId}`, kitchen, async () => {
    const { Snapshots } = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }));
    return Snapshots?.[0]?.State === "completed";
  });
  await removeVolumes(client, name);
  return SnapshotId;
}

async function removeVolumes(client: EC2Client, name: string): Promise<string[]> {
  const { DeleteVolumeCommand, DescribeVolumesCommand } = await sdk();
  const { Volumes } = await client.send(new DescribeVolumesCommand(byName(name)));
  const ids = (Volumes ?? []).flatMap(({ VolumeId }) => VolumeId ?? []);
  for (const VolumeId of ids) await client.send(new DeleteVolumeCommand({ VolumeId }));
  return ids;
}

/** Removes the snapshots of that name, and volumes that an interrupted run left. */
export async function removeSnapshots(client: EC2Client, name: string): Promise<string[]> {
  const { DeleteSnapshotCommand, DescribeSnapshotsCommand } = await sdk();
  const { Snapshots } = await client.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"], ...byName(name) }));
  const ids = (Snapshots ?? []).flatMap(({ SnapshotId }) => SnapshotId ?? []);
  for (const SnapshotId of ids) await client.send(new DeleteSnapshotCommand({ SnapshotId }));
  return [...ids, ...(await removeVolumes(client, name))];
}
