import { rdsCluster } from "@plumbline/collectors/rds_cluster";
import { clusterArn, databaseArn } from "../arns.ts";
import { databaseIdOf, toDatabaseParts } from "../database.ts";
import { defineProjection } from "../projection.ts";

/**
 * A DB cluster: its asset, its database and what belongs to it; the assets of its members have that database too. Listed in every run, as
 * the DB instances are: a failover and the maintenance window change it without a call that CloudTrail could record.
 */
export const rdsClusterInCar = defineProjection({
  of: rdsCluster,
  needs: [],
  followedBy: "listing",
  project({ id, resourceId, engine, engineVersion, addresses, port, masterUser, members, tags }, place) {
    const arn = clusterArn(place, id);
    const hosts = [addresses.writer, addresses.reader, ...addresses.custom];
    const asset = { arn, assetType: "AWS RDS DB cluster", name: id, resourceId, tags };
    const { vertices, edges } = toDatabaseParts({ ...asset, engine, engineVersion, hosts, port, masterUser, userOf: arn }, place);
    const to = databaseIdOf(asset);
    const ofMembers = members.map((member) => ({ collection: "asset_database", from: databaseArn(place, member), to }) as const);
    return { vertices, edges: [...edges, ...ofMembers] };
  },
});
