import { defineAuditor } from "@plumbline/audit-kit/define";
import { isAuroraLike } from "@plumbline/collectors/facts/database";
import { rdsCluster } from "@plumbline/collectors/rds_cluster";

/** Fails for a Multi-AZ DB cluster that does not take minor versions by itself. Of other clusters each instance has its own word. */
export const rdsClusterMinorUpgrade = defineAuditor({
  id: "rds_cluster/minor-upgrade",
  title: "Multi-AZ DB clusters take minor upgrades by themselves",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-35",
  subject: rdsCluster,
  needs: [],
  onRequest: true,
  evaluate({ facts: { engine, status, upgradesMinor } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (isAuroraLike(engine)) return { status: "not-applicable", reason: "its instances decide, each for itself" };
    if (upgradesMinor === undefined) throw new Error("AWS's answer does not say whether the cluster takes minor upgrades");
    if (upgradesMinor) return { status: "pass" };
    return { status: "fail", reason: "it does not take minor upgrades by itself", evidence: { upgradesMinor } };
  },
});
