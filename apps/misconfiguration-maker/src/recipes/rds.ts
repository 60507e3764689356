import type { RDSClient } from "@aws-sdk/client-rds";
import { hyphened, type Kitchen, lacksOwnerTag, type Made, nameTag, type Recipe, stranger } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-rds");
const DBInstanceIdentifier = hyphened;
const DBSnapshotIdentifier = hyphened;

async function makeInstance(client: RDSClient, kitchen: Kitchen): Promise<Made> {
  const { CreateDBInstanceCommand, DescribeDBInstancesCommand } = await sdk();
  await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: "db.t4g.micro",
      Engine: "mysql",
      AllocatedStorage: 20,
      MasterUsername: "maker",
      ManageMasterUserPassword: true,
      StorageEncrypted: false,
      PubliclyAccessible: true,
      BackupRetentionPeriod: 0,
      Tags: [nameTag],
    }),
  );
  await untilReady(`the DB instance ${DBInstanceIdentifier}`, kitchen, async () => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return DBInstances?.[0]?.DBInstanceStatus === "available";
  });
  const fails = ["rds/encrypted", "rds/not-public"].map((check) => ({ check, fromDays: 0 }));
  return { type: "rds", id: DBInstanceIdentifier, fails: [...fails, lacksOwnerTag("rds")] };
}

async function makeSnapshot(client: RDSClient, kitchen: Kitchen): Promise<Made> {
  const { CreateDBSnapshotCommand, DescribeDBSnapshotsCommand, ModifyDBSnapshotAttributeCommand } = await sdk();
  await client.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: [nameTag] }));
  await untilReady(`the DB snapshot ${DBSnapshotIdentifier}`, kitchen, async () => {
    const { DBSnapshots } = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
    return DBSnapshots?.[0]?.Status === "available";
  });
  await client.send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, AttributeName: "restore", ValuesToAdd: [stranger] }));
  return { type: "rds_snapshot", id: DBSnapshotIdentifier, fails: [{ check: "rds_snapshot/not-shared", fromDays: 0 }] };
}

/** An unencrypted, public DB instance, and a snapshot of it that is shared with an unknown account. */
export const rds: Recipe = {
  name: "rds",
  scope: "regional",
  dollarsPerMonth: 14.4,
  danger: "an empty database with a public address; the default security group lets nobody in, and only AWS knows its password",
  async make(kitchen) {
    const client = kitchen.aws.client((await sdk()).RDSClient);
    return [await makeInstance(client, kitchen), await makeSnapshot(client, kitchen)];
  },
  async destroy({ aws }) {
    const { RDSClient, DeleteDBInstanceCommand, DeleteDBSnapshotCommand, paginateDescribeDBInstances, paginateDescribeDBSnapshots } =
      await sdk();
    const client = aws.client(RDSClient);
    const found: string[] = [];
    for await (const page of paginateDescribeDBSnapshots({ client }, { SnapshotType: "manual" }))
      for (const one of page.DBSnapshots ?? [])
        if (one.DBSnapshotIdentifier === DBSnapshotIdentifier) {
          await client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
          found.push(one.DBSnapshotArn ?? DBSnapshotIdentifier);
        }
    for await (const page of paginateDescribeDBInstances({ client }, {}))
      for (const one of page.DBInstances ?? [])
        if (one.DBInstanceIdentifier === DBInstanceIdentifier && one.DBInstanceStatus !== "deleting") {
          await client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }));
          found.push(one.DBInstanceArn ?? DBInstanceIdentifier);
        }
    return found;
  },
};
