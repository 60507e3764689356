import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags } from "./facts/event-id.ts";
import { Share, toShares } from "./facts/shares.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";

/** A snapshot of the account itself. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html */
export const ebsSnapshot = defineCollector({
  type: "ebs_snapshot",
  title: "EBS snapshot",
  scope: "regional",
  iam: ["ec2:DescribeSnapshots"],
  gone: ["InvalidSnapshot.NotFound"],
  base: z.object({ id: z.string().min(1), tags: Tags }),
  async *list(aws) {
    const { EC2Client, paginateDescribeSnapshots } = await sdk();
    const input = { OwnerIds: ["self"], MaxResults: 1000 };
    for await (const page of paginateDescribeSnapshots({ client: aws.client(EC2Client) }, input)) {
      for (const { SnapshotId, Tags } of page.Snapshots ?? []) yield { id: SnapshotId ?? "", tags: toTags(Tags) };
    }
  },
  async find(aws, id) {
    const { EC2Client, DescribeSnapshotsCommand } = await sdk();
    const { Snapshots } = await aws.client(EC2Client).send(new DescribeSnapshotsCommand({ OwnerIds: ["self"], SnapshotIds: [id] }));
    return (Snapshots ?? []).map(({ SnapshotId, Tags }) => ({ id: SnapshotId ?? "", tags: toTags(Tags) }));
  },
  aspects: {
    shares: {
      iam: ["ec2:DescribeSnapshotAttribute"],
      schema: z.unknown().pipe(z.array(Share)),
      async fetch(aws, { id }) {
        const { EC2Client, DescribeSnapshotAttributeCommand } = await sdk();
        const input = { SnapshotId: id, Attribute: "createVolumePermission" as const };
        const { CreateVolumePermissions } = await aws.client(EC2Client).send(new DescribeSnapshotAttributeCommand(input));
        return CreateVolumePermissions && toShares(CreateVolumePermissions);
      },
    },
  },
  events: [
    { source, name: "CreateSnapshot", effect: "create", id: "responseElements.snapshotId" },
    // Of all volumes of an instance.
    { source, name: "CreateSnapshots", effect: "create", id: "responseElements.CreateSnapshotsResponse.snapshotSet.item[].snapshotId" },
    { source, name: "CopySnapshot", effect: "create", id: "responseElements.snapshotId" },
    { source, name: "ModifySnapshotAttribute", effect: "update", touches: ["shares"], id: "requestParameters.snapshotId" },
    { source, name: "ResetSnapshotAttribute", effect: "update", touches: ["shares"], id: "requestParameters.snapshotId" },
    ...ec2Tags(/^snap-/),
    { source, name: "DeleteSnapshot", effect: "delete", id: "requestParameters.snapshotId" },
  ],
});
