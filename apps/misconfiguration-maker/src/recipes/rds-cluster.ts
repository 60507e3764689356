import type { RDSClient } from "@aws-sdk/client-rds";
import { hyphened, type Kitchen, type Made, nameTag, type Recipe, stranger } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-rds");
const DBClusterIdentifier = hyphened;
const DBClusterSnapshotIdentifier = hyphened;

async function makeCluster(client: RDSClient, kitchen: Kitchen): Promise<Made> {
  const { CreateDBClusterCommand, DescribeDBClustersCommand } = await sdk();
  await client.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier,
      Engine: "neptune",
      StorageEncrypted: false,
      BackupRetentionPeriod: 1,
      Tags: [nameTag],
    }),
  );
  await untilReady(`the DB cluster ${DBClusterIdentifier}`, kitchen, async () => {
    const { DBClusters } = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
    return DBClusters?.[0]?.Status === "available";
  });
  return { type: "rds_cluster", id: DBClusterIdentifier, fails: [{ check: "rds_cluster/encrypted", fromDays: 0 }] };
}

async function makeSnapshot(client: RDSClient, kitchen: Kitchen): Promise<Made> {
  const { CreateDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand, ModifyDBClusterSnapshotAttributeCommand } = await sdk();
  await client.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier, Tags: [nameTag] }));
  await untilReady(`the DB cluster snapshot ${DBClusterSnapshotIdentifier}`, kitchen, async () => {
    const { DBClusterSnapshots } = await client.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }));
    return DBClusterSnapshots?.[0]?.Status === "available";
  });
  await client.send(
    new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier, AttributeName: "restore", ValuesToAdd: [stranger] }),
  );
  return {
    type: "rds_cluster_snapshot",
    id: DBClusterSnapshotIdentifier,
    fails: [{ check: "rds_cluster_snapshot/not-shared", fromDays: 0 }],
  };
}

/**
 * An unencrypted DB cluster without instances, and a snapshot of it that is shared with an unknown account. It is one of Neptune, since
 * AWS encrypts every new Aurora cluster.
 */
export const rdsCluster: Recipe = {
  name: "rds-cluster",
  scope: "regional",
  dollarsPerMonth: 1,
  danger: "an empty cluster without an instance, so that nobody can connect to it",
  async make(kitchen) {
    const client = kitchen.aws.client((await sdk()).RDSClient);
    return [await makeCluster(client, kitchen), await makeSnapshot(client, kitchen)];
  },
  async destroy({ aws }) {
    const { RDSClient, DeleteDBClusterCommand, DeleteDBClusterSnapshotCommand, ...pages } = await sdk();
    const client = aws.client(RDSClient);
    const found: string[] = [];
    for await (const page of pages.paginateDescribeDBClusterSnapshots({ client }, { SnapshotType: "manual" }))
      for (const one of page.DBClusterSnapshots ?? [])
        if (one.DBClusterSnapshotIdentifier === DBClusterSnapshotIdentifier) {
          await client.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier }));
          found.push(one.DBClusterSnapshotArn ?? DBClusterSnapshotIdentifier);
        }
    for await (const page of pages.paginateDescribeDBClusters({ client }, {}))
      for (const one of page.DBClusters ?? [])
        if (one.DBClusterIdentifier === DBClusterIdentifier && one.Status !== "deleting") {
          await client.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true }));
          found.push(one.DBClusterArn ?? DBClusterIdentifier);
        }
    return found;
  },
};
