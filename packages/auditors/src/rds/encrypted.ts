import { defineAuditor } from "@plumbline/audit-kit/define";
import { rdsRunning } from "@plumbline/changes/rds/running";
import { rds } from "@plumbline/collectors/rds";
import { stopInstance } from "../judge/stop-database.ts";
import { judgeStorage, StorageEncryption } from "../judge/storage-encryption.ts";

/**
 * Fails for an instance whose storage is not encrypted, also a cluster's member and one of Neptune or DocumentDB. AWS can't encrypt it in
 * place, so the remedy only stops it: the finding stays, contained.
 */
export const rdsEncrypted = defineAuditor({
  id: "rds/encrypted",
  title: "The storage of RDS instances is encrypted",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
  subject: rds,
  needs: [],
  settings: StorageEncryption,
  evaluate: ({ facts, settings }) => judgeStorage(facts, settings),
  remediation: {
    summary: "Stops the instance, where AWS can; it starts again after 7 days.",
    changes: [rdsRunning],
    blastRadius: { untold: "who connects to it; CloudWatch counts DatabaseConnections" },
    plan: ({ facts }) => stopInstance(facts),
  },
});
