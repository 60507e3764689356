import { defineAuditor } from "@plumbline/audit-kit/define";
import { rdsClusterRunning } from "@plumbline/changes/rds_cluster/running";
import { rdsCluster } from "@plumbline/collectors/rds_cluster";
import { affected } from "../judge/affected.ts";
import { stopCluster } from "../judge/stop-database.ts";
import { judgeStorage, StorageEncryption } from "../judge/storage-encryption.ts";

/**
 * Fails for a cluster of Aurora, Neptune or DocumentDB, or a Multi-AZ DB cluster, whose storage is not encrypted. AWS can't encrypt it in
 * place, so the remedy only stops it: the finding stays, contained.
 */
export const rdsClusterEncrypted = defineAuditor({
  id: "rds_cluster/encrypted",
  title: "The storage of RDS clusters is encrypted",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-27",
  subject: rdsCluster,
  needs: [],
  settings: StorageEncryption,
  evaluate: ({ facts, settings }) => judgeStorage(facts, settings),
  remediation: {
    summary: "Stops the cluster, where AWS can; it starts again after 7 days.",
    changes: [rdsClusterRunning],
    blastRadius: {
      tells: ["instance"],
      untold: "who connects to it; CloudWatch counts DatabaseConnections",
      of: ({ facts: { members } }) => ({ affected: affected("instance", members) }),
    },
    plan: ({ facts }) => stopCluster(facts),
  },
});
