import { defineAuditor } from "@plumbline/audit-kit/define";
import { isAuroraLike, neverUpgrades } from "@plumbline/collectors/facts/database";
import { rds } from "@plumbline/collectors/rds";

/**
 * Fails for an instance that does not take minor versions by itself. Each instance of an Aurora or Neptune cluster has its own word; of a
 * Multi-AZ DB cluster the cluster has it, see rds_cluster/minor-upgrade.
 */
export const rdsMinorUpgrade = defineAuditor({
  id: "rds/minor-upgrade",
  title: "RDS instances take minor upgrades by themselves",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-13",
  subject: rds,
  needs: [],
  onRequest: true,
  evaluate({ facts: { engine, status, cluster, upgradesMinor } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (neverUpgrades(engine)) return { status: "not-applicable", reason: "AWS installs no minor version of this engine by itself" };
    if (cluster !== null && !isAuroraLike(engine))
      return { status: "not-applicable", reason: `the Multi-AZ DB cluster ${cluster} decides for its instances` };
    if (upgradesMinor === undefined) throw new Error("AWS's answer does not say whether the instance takes minor upgrades");
    if (upgradesMinor) return { status: "pass" };
    return { status: "fail", reason: "it does not take minor upgrades by itself", evidence: { upgradesMinor } };
  },
});
