import type { DBClusterSnapshot } from "@aws-sdk/client-rds";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { nameIn, toName } from "./facts/database.ts";
import { SharedWith, toSharedWith } from "./facts/shared-with.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-rds");
const source = "rds.amazonaws.com";
const toId = toName("rds:cluster-snapshot");
const id = "requestParameters.dBClusterSnapshotIdentifier";
const made = {
  source,
  effect: "create",
  id: ["responseElements.dBClusterSnapshotIdentifier", id, "requestParameters.targetDBClusterSnapshotIdentifier"],
  toId,
} as const;
const tagged = { source, effect: "update", touches: [], id: "requestParameters.resourceName", toId } as const;

const toBase = (one: DBClusterSnapshot) => ({ id: one.DBClusterSnapshotIdentifier ?? "", tags: toTags(one.TagList) });

/**
 * A manual snapshot of a DB cluster, also of Neptune and DocumentDB, the account's own; automated ones can't be shared.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html
 */
export const rdsClusterSnapshot = defineCollector({
  type: "rds_cluster_snapshot",
  title: "RDS DB cluster snapshot",
  scope: "regional",
  iam: ["rds:DescribeDBClusterSnapshots"],
  gone: ["DBClusterSnapshotNotFoundFault", "DBClusterSnapshotNotFound"],
  base: z.object({ id: z.string().min(1), tags: Tags }),
  async *list(aws) {
    const { RDSClient, paginateDescribeDBClusterSnapshots } = await sdk();
    for await (const page of paginateDescribeDBClusterSnapshots({ client: aws.client(RDSClient) }, { SnapshotType: "manual" }))
      yield* (page.DBClusterSnapshots ?? []).map(toBase);
  },
  async find(aws, id) {
    const DBClusterSnapshotIdentifier = nameIn(id, "rds:cluster-snapshot", aws);
    if (!DBClusterSnapshotIdentifier) return [];
    const { RDSClient, DescribeDBClusterSnapshotsCommand } = await sdk();
    const { DBClusterSnapshots } = await aws
      .client(RDSClient)
      .send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier, SnapshotType: "manual" }));
    return (DBClusterSnapshots ?? []).map(toBase);
  },
  aspects: {
    sharedWith: {
      iam: ["rds:DescribeDBClusterSnapshotAttributes"],
      schema: SharedWith,
      async fetch(aws, { id }) {
        const { RDSClient, DescribeDBClusterSnapshotAttributesCommand } = await sdk();
        const { DBClusterSnapshotAttributesResult } = await aws
          .client(RDSClient)
          .send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: id }));
        return toSharedWith(DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes);
      },
    },
  },
  events: [
    { name: "CreateDBClusterSnapshot", ...made },
    { name: "CopyDBClusterSnapshot", ...made },
    { source, name: "ModifyDBClusterSnapshotAttribute", effect: "update", touches: ["sharedWith"], id, toId },
    { name: "AddTagsToResource", ...tagged },
    { name: "RemoveTagsFromResource", ...tagged },
    { source, name: "DeleteDBClusterSnapshot", effect: "delete", id, toId },
  ],
});
