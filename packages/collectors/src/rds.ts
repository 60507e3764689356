import type { DBInstance } from "@aws-sdk/client-rds";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { nameIn, pendingIn, toName } from "./facts/database.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-rds");
const source = "rds.amazonaws.com";
const toId = toName("rds:db");
const id = "requestParameters.dBInstanceIdentifier";
const made = {
  source,
  effect: "create",
  id: [`responseElements.dBInstanceIdentifier`, id, "requestParameters.targetDBInstanceIdentifier"],
  toId,
  settleSeconds: 900,
} as const;
const modified = { source, effect: "update", touches: [], id, toId, settleSeconds: 120 } as const;
const tagged = { source, effect: "update", touches: [], id: "requestParameters.resourceName", toId } as const;

const toBase = (one: DBInstance) => ({
  id: one.DBInstanceIdentifier ?? "",
  name: one.DBName,
  resourceId: one.DbiResourceId,
  engine: one.Engine ?? "",
  engineVersion: one.EngineVersion,
  // One that is being made has no endpoint yet.
  address: one.Endpoint?.Address,
  port: one.Endpoint?.Port,
  masterUser: one.MasterUsername,
  status: one.DBInstanceStatus ?? "",
  encrypted: one.StorageEncrypted,
  encryptionType: one.StorageEncryptionType,
  publiclyAccessible: one.PubliclyAccessible,
  upgradesMinor: one.AutoMinorVersionUpgrade,
  isMultiAz: one.MultiAZ === true || one.SecondaryAvailabilityZone !== undefined,
  cluster: one.DBClusterIdentifier ?? null,
  replicaOf: one.ReadReplicaSourceDBInstanceIdentifier ?? one.ReadReplicaSourceDBClusterIdentifier ?? null,
  replicas: [...(one.ReadReplicaDBInstanceIdentifiers ?? []), ...(one.ReadReplicaDBClusterIdentifiers ?? [])],
  pending: pendingIn(one.PendingModifiedValues),
  restartsAt: one.AutomaticRestartTime?.toISOString() ?? null,
  tags: toTags(one.TagList),
});

/**
 * A DB instance, also a member of a cluster, and one of Neptune or DocumentDB: AWS keeps these behind the same calls, with the same
 * attributes and IAM actions. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
 */
export const rds = defineCollector({
  type: "rds",
  title: "RDS DB instance",
  scope: "regional",
  iam: ["rds:DescribeDBInstances"],
  gone: ["DBInstanceNotFoundFault", "DBInstanceNotFound"],
  base: z.object({
    id: z.string().min(1),
    /** Of the database that was made with the instance. */
    name: z.string().optional(),
    /** Stays the same when the instance is renamed, such as `db-0A`; unique in the region. */
    resourceId: z.string().optional(),
    engine: z.string(),
    engineVersion: z.string().optional(),
    /** The host name and the port that programs connect to. */
    address: z.string().optional(),
    port: z.int().optional(),
    masterUser: z.string().optional(),
    status: z.string(),
    encrypted: z.boolean().optional(),
    /** `none`, `sse-kms`, or `sse-rds` for a key that AWS owns, of which StorageEncrypted says false. */
    encryptionType: z.string().optional(),
    publiclyAccessible: z.boolean().optional(),
    /** Whether AWS installs minor versions in the maintenance window. */
    upgradesMinor: z.boolean().optional(),
    isMultiAz: z.boolean(),
    cluster: z.string().nullable(),
    replicaOf: z.string().nullable(),
    replicas: z.array(z.string()),
    /** What waits for the maintenance window; stopping an instance drops it. */
    pending: z.array(z.string()),
    /** When AWS starts a stopped instance again. */
    restartsAt: z.iso.datetime().nullable(),
    tags: Tags,
  }),
  async *list(aws) {
    const { RDSClient, paginateDescribeDBInstances } = await sdk();
    for await (const page of paginateDescribeDBInstances({ client: aws.client(RDSClient) }, {}))
      yield* (page.DBInstances ?? []).map(toBase);
  },
  async find(aws, id) {
    const DBInstanceIdentifier = nameIn(id, "rds:db", aws);
    if (!DBInstanceIdentifier) return [];
    const { RDSClient, DescribeDBInstancesCommand } = await sdk();
    const { DBInstances } = await aws.client(RDSClient).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return (DBInstances ?? []).map(toBase);
  },
  aspects: {},
  events: [
    { name: "CreateDBInstance", ...made },
    { name: "CreateDBInstanceReadReplica", ...made },
    { name: "RestoreDBInstanceFromDBSnapshot", ...made },
    { name: "RestoreDBInstanceFromS3", ...made },
    { name: "RestoreDBInstanceToPointInTime", ...made },
    { name: "ModifyDBInstance", ...modified },
    { name: "ModifyDBInstance", ...modified, id: "requestParameters.newDBInstanceIdentifier" },
    { name: "PromoteReadReplica", ...modified },
    { name: "StartDBInstance", ...modified },
    { name: "StopDBInstance", ...modified },
    { name: "AddTagsToResource", ...tagged },
    { name: "RemoveTagsFromResource", ...tagged },
    { source, name: "DeleteDBInstance", effect: "delete", id, toId },
  ],
});
