import { rds } from "@plumbline/collectors/rds";
import { clusterArn, databaseArn } from "../arns.ts";
import { toDatabaseParts } from "../database.ts";
import { defineProjection } from "../projection.ts";

/**
 * A DB instance, also a member of a cluster: its asset, its database and what belongs to it. Listed in every run: in the maintenance window
 * AWS upgrades, and renames where that was put off, and a Multi-AZ DB cluster makes and deletes its members, all without a call that
 * CloudTrail could record. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
 */
export const rdsInCar = defineProjection({
  of: rds,
  needs: [],
  followedBy: "listing",
  project({ id, resourceId, engine, engineVersion, address, port, masterUser, cluster, tags }, place) {
    const arn = databaseArn(place, id);
    const userOf = cluster === null ? arn : clusterArn(place, cluster);
    const asset = { arn, assetType: "AWS RDS DB instance", name: id, resourceId, tags };
    return toDatabaseParts({ ...asset, engine, engineVersion, hosts: [address], port, masterUser, userOf }, place);
  },
});
