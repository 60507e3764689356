import { contain, type Facts, type Remedy, type Step } from "@plumbline/audit-kit/define";
import { rdsRunning } from "@plumbline/changes/rds/running";
import { rdsClusterRunning } from "@plumbline/changes/rds_cluster/running";
import { isAuroraLike } from "@plumbline/collectors/facts/database";
import type { rds } from "@plumbline/collectors/rds";
import type { rdsCluster } from "@plumbline/collectors/rds_cluster";

type Instance = Facts<typeof rds>;
type Cluster = Facts<typeof rdsCluster>;

/**
 * Why AWS would not stop an instance; undefined when it would.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
 */
function keepsInstance({ engine, cluster, replicaOf, replicas, isMultiAz, status }: Instance): string | undefined {
  if (cluster !== null) return `it is a member of the cluster ${cluster}, which AWS stops only as a whole`;
  if (engine.startsWith("custom-")) return "AWS does not stop RDS Custom instances by this call";
  if (replicaOf !== null) return `it is a read replica of ${replicaOf}, and AWS stops no replica`;
  if (replicas.length > 0) return `it has the read replicas ${replicas.join(", ")}, and AWS stops no source of replicas`;
  if (engine.startsWith("sqlserver") && isMultiAz) return "it is a Multi-AZ deployment of SQL Server, which AWS does not stop";
  if (status !== "available") return `it is ${status}, and AWS stops only what is available`;
  return undefined;
}

/**
 * Why AWS would not stop a cluster; undefined when it would. A global database's only member could be stopped, but the listing does not tell it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html#aurora-cluster-stop-limitations
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.Limitations.html
 */
function keepsCluster({ engine, engineMode, isCustom, globalDatabase, replicaOf, replicas, status }: Cluster): string | undefined {
  if (isCustom) return "AWS does not stop RDS Custom clusters";
  if (!isAuroraLike(engine)) return "it is a Multi-AZ DB cluster, which AWS does not stop";
  if (engineMode === "serverless") return "it is Aurora Serverless v1, which AWS does not stop";
  if (engineMode === "multimaster") return "it is a multi-master cluster, which AWS does not stop";
  if (globalDatabase !== null || engineMode === "global") return "it is part of a global database, whose clusters AWS does not stop";
  if (replicaOf !== null) return `it is a replica of ${replicaOf}, and AWS stops no replica`;
  if (replicas.length > 0) return `it has the replicas ${replicas.join(", ")}, and AWS stops no source of replicas`;
  if (status !== "available") return `it is ${status}, and AWS stops only what is available`;
  return undefined;
}

const blast = "Its clients lose it until somebody starts it; AWS itself starts it after 7 days.";
const note = (isPublic: boolean): string => (isPublic ? `${blast} Its public address changes, its DNS name stays.` : blast);
/** AWS drops the modifications that wait for the maintenance window when a database stops. */
const undo = ({ pending }: { readonly pending: readonly string[] }) =>
  pending.length > 0 ? { undo: { notRestored: pending.map((name) => `pending ${name}`) } } : {};

interface Stopping<S extends Step> {
  readonly step: S;
  readonly isStopped: boolean;
  readonly kept: string | undefined;
}
/** What is stopped already is contained, whoever stopped it and whatever kind it is. */
const stopped = <S extends Step>({ step, isStopped, kept }: Stopping<S>) =>
  isStopped || kept === undefined ? contain(step) : { none: kept };

/** Contains a fault of a DB instance by stopping it, or says why AWS would not. */
export const stopInstance = (instance: Instance): Remedy<typeof rds, "base"> =>
  stopped({
    step: rdsRunning.to("stopped", { note: note(instance.publiclyAccessible === true), ...undo(instance) }),
    isStopped: instance.status === "stopped",
    kept: keepsInstance(instance),
  });

/** Contains a fault of a DB cluster by stopping it with all its instances, or says why AWS would not. */
export const stopCluster = (cluster: Cluster): Remedy<typeof rdsCluster, "base"> =>
  stopped({
    step: rdsClusterRunning.to("stopped", { note: note(false), ...undo(cluster) }),
    isStopped: cluster.status === "stopped",
    kept: keepsCluster(cluster),
  });
