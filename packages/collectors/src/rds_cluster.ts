import type { DBCluster } from "@aws-sdk/client-rds";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { nameIn, pendingIn, toName } from "./facts/database.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-rds");
const source = "rds.amazonaws.com";
const toId = toName("rds:cluster");
const id = "requestParameters.dBClusterIdentifier";
const made = {
  source,
  effect: "create",
  id: [`responseElements.dBClusterIdentifier`, id, "requestParameters.targetDBClusterIdentifier"],
  toId,
  settleSeconds: 900,
} as const;
const modified = { source, effect: "update", touches: [], id, toId, settleSeconds: 120 } as const;
const tagged = { source, effect: "update", touches: [], id: "requestParameters.resourceName", toId } as const;

const Addresses = z
  .object({ writer: z.string().optional(), reader: z.string().optional(), custom: z.array(z.string()) })
  .default({ custom: [] });

const toBase = (one: DBCluster) => ({
  id: one.DBClusterIdentifier ?? "",
  name: one.DatabaseName,
  resourceId: one.DbClusterResourceId,
  engine: one.Engine ?? "",
  engineVersion: one.EngineVersion,
  addresses: { writer: one.Endpoint, reader: one.ReaderEndpoint, custom: (one.CustomEndpoints ?? []).toSorted() },
  port: one.Port,
  masterUser: one.MasterUsername,
  engineMode: one.EngineMode ?? "provisioned",
  status: one.Status ?? "",
  encrypted: one.StorageEncrypted,
  encryptionType: one.StorageEncryptionType,
  upgradesMinor: one.AutoMinorVersionUpgrade,
  isMultiAz: one.MultiAZ,
  isCustom: one.RdsCustomClusterConfiguration !== undefined,
  globalDatabase: one.GlobalClusterIdentifier ?? null,
  replicaOf: one.ReplicationSourceIdentifier ?? null,
  replicas: one.ReadReplicaIdentifiers ?? [],
  members: (one.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? []).sort(),
  pending: pendingIn(one.PendingModifiedValues),
  restartsAt: one.AutomaticRestartTime?.toISOString() ?? null,
  tags: toTags(one.TagList),
});

/**
 * A DB cluster: Aurora's, a Multi-AZ DB cluster, and those of Neptune and DocumentDB, which AWS keeps behind the same calls.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html
 */
export const rdsCluster = defineCollector({
  type: "rds_cluster",
  title: "RDS DB cluster",
  scope: "regional",
  iam: ["rds:DescribeDBClusters"],
  gone: ["DBClusterNotFoundFault", "DBClusterNotFound"],
  base: z.object({
    id: z.string().min(1),
    /** Of the database that was made with the cluster. */
    name: z.string().optional(),
    /** Stays the same when the cluster is renamed, such as `cluster-0A`; unique in the region. */
    resourceId: z.string().optional(),
    engine: z.string(),
    engineVersion: z.string().optional(),
    /** The host names that programs connect to, all at one port. One that is being made may have none yet. */
    addresses: Addresses,
    port: z.int().optional(),
    masterUser: z.string().optional(),
    /** `serverless` for Aurora Serverless v1; v2 is `provisioned`. */
    engineMode: z.string(),
    status: z.string(),
    encrypted: z.boolean().optional(),
    /** `none`, `sse-kms`, or `sse-rds` for a key that AWS owns, of which StorageEncrypted says false. */
    encryptionType: z.string().optional(),
    /** Whether AWS installs minor versions in the maintenance window; of Aurora each instance has its own word. */
    upgradesMinor: z.boolean().optional(),
    /** Whether its instances are in several availability zones. */
    isMultiAz: z.boolean().optional(),
    isCustom: z.boolean(),
    globalDatabase: z.string().nullable(),
    replicaOf: z.string().nullable(),
    replicas: z.array(z.string()),
    /** Ids of its DB instances, sorted. */
    members: z.array(z.string()).default([]),
    /** What waits for the maintenance window; stopping a cluster drops it. */
    pending: z.array(z.string()),
    /** When AWS starts a stopped cluster again. */
    restartsAt: z.iso.datetime().nullable(),
    tags: Tags,
  }),
  async *list(aws) {
    const { RDSClient, paginateDescribeDBClusters } = await sdk();
    for await (const page of paginateDescribeDBClusters({ client: aws.client(RDSClient) }, {})) yield* (page.DBClusters ?? []).map(toBase);
  },
  async find(aws, id) {
    const DBClusterIdentifier = nameIn(id, "rds:cluster", aws);
    if (!DBClusterIdentifier) return [];
    const { RDSClient, DescribeDBClustersCommand } = await sdk();
    const { DBClusters } = await aws.client(RDSClient).send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
    return (DBClusters ?? []).map(toBase);
  },
  aspects: {},
  events: [
    { name: "CreateDBCluster", ...made },
    { name: "RestoreDBClusterFromS3", ...made },
    { name: "RestoreDBClusterFromSnapshot", ...made },
    { name: "RestoreDBClusterToPointInTime", ...made },
    { name: "ModifyDBCluster", ...modified },
    { name: "ModifyDBCluster", ...modified, id: "requestParameters.newDBClusterIdentifier" },
    { name: "PromoteReadReplicaDBCluster", ...modified },
    { name: "StartDBCluster", ...modified },
    { name: "StopDBCluster", ...modified },
    { name: "AddTagsToResource", ...tagged },
    { name: "RemoveTagsFromResource", ...tagged },
    { source, name: "DeleteDBCluster", effect: "delete", id, toId },
  ],
});
