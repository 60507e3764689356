import { defineAuditor } from "@plumbline/audit-kit/define";
import { rds } from "@plumbline/collectors/rds";

/** Fails for an instance without a standby in a second availability zone. Of a cluster's members the cluster tells, see rds_cluster/multi-az. */
export const rdsMultiAz = defineAuditor({
  id: "rds/multi-az",
  title: "RDS instances run in several availability zones",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-5",
  subject: rds,
  needs: [],
  onRequest: true,
  evaluate({ facts: { status, cluster, isMultiAz } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (cluster !== null) return { status: "not-applicable", reason: `the cluster ${cluster} has its instances in zones` };
    if (isMultiAz) return { status: "pass" };
    return { status: "fail", reason: "it runs in one availability zone", evidence: { isMultiAz } };
  },
});
