import type { DBSnapshot } from "@aws-sdk/client-rds";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { nameIn, toName } from "./facts/database.ts";
import { SharedWith, toSharedWith } from "./facts/shared-with.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-rds");
const source = "rds.amazonaws.com";
const toId = toName("rds:snapshot");
const id = "requestParameters.dBSnapshotIdentifier";
const made = {
  source,
  effect: "create",
  id: ["responseElements.dBSnapshotIdentifier", id, "requestParameters.targetDBSnapshotIdentifier"],
  toId,
} as const;
const tagged = { source, effect: "update", touches: [], id: "requestParameters.resourceName", toId } as const;

const toBase = (one: DBSnapshot) => ({ id: one.DBSnapshotIdentifier ?? "", tags: toTags(one.TagList) });

/**
 * A manual snapshot of a DB instance, the account's own; automated ones can't be shared.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html
 */
export const rdsSnapshot = defineCollector({
  type: "rds_snapshot",
  title: "RDS DB snapshot",
  scope: "regional",
  iam: ["rds:DescribeDBSnapshots"],
  gone: ["DBSnapshotNotFoundFault", "DBSnapshotNotFound"],
  base: z.object({ id: z.string().min(1), tags: Tags }),
  async *list(aws) {
    const { RDSClient, paginateDescribeDBSnapshots } = await sdk();
    for await (const page of paginateDescribeDBSnapshots({ client: aws.client(RDSClient) }, { SnapshotType: "manual" }))
      yield* (page.DBSnapshots ?? []).map(toBase);
  },
  async find(aws, id) {
    const DBSnapshotIdentifier = nameIn(id, "rds:snapshot", aws);
    if (!DBSnapshotIdentifier) return [];
    const { RDSClient, DescribeDBSnapshotsCommand } = await sdk();
    const { DBSnapshots } = await aws
      .client(RDSClient)
      .send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier, SnapshotType: "manual" }));
    return (DBSnapshots ?? []).map(toBase);
  },
  aspects: {
    sharedWith: {
      iam: ["rds:DescribeDBSnapshotAttributes"],
      schema: SharedWith,
      async fetch(aws, { id }) {
        const { RDSClient, DescribeDBSnapshotAttributesCommand } = await sdk();
        const { DBSnapshotAttributesResult } = await aws
          .client(RDSClient)
          .send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: id }));
        return toSharedWith(DBSnapshotAttributesResult?.DBSnapshotAttributes);
      },
    },
  },
  events: [
    { name: "CreateDBSnapshot", ...made },
    { name: "CopyDBSnapshot", ...made },
    { source, name: "ModifyDBSnapshotAttribute", effect: "update", touches: ["sharedWith"], id, toId },
    { name: "AddTagsToResource", ...tagged },
    { name: "RemoveTagsFromResource", ...tagged },
    { source, name: "DeleteDBSnapshot", effect: "delete", id, toId },
  ],
});
