import { defineAuditor } from "@plumbline/audit-kit/define";
import { rdsCluster } from "@plumbline/collectors/rds_cluster";

/**
 * Fails for a cluster of Aurora, Neptune or DocumentDB whose instances are in one availability zone; its storage alone, which is in three,
 * answers nobody. A Multi-AZ DB cluster is in three by its nature.
 */
export const rdsClusterMultiAz = defineAuditor({
  id: "rds_cluster/multi-az",
  title: "RDS clusters have instances in several availability zones",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-15",
  subject: rdsCluster,
  needs: [],
  onRequest: true,
  evaluate({ facts: { status, members, isMultiAz } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (isMultiAz === undefined) throw new Error("AWS's answer does not say whether the cluster is in several availability zones");
    if (isMultiAz) return { status: "pass" };
    const reason = members.length === 0 ? "it has no instance" : "its instances are in one availability zone";
    return { status: "fail", reason, evidence: { isMultiAz, members } };
  },
});
