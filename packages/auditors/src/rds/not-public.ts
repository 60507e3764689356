import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { rdsPubliclyAccessible } from "@plumbline/changes/rds/publicly-accessible";
import { isAuroraLike } from "@plumbline/collectors/facts/database";
import { rds } from "@plumbline/collectors/rds";

const modifiable = ["available", "storage-optimization"];

/** Fails by the flag PubliclyAccessible alone: a closed security group or a subnet without an internet gateway does not make it pass. */
export const rdsNotPublic = defineAuditor({
  id: "rds/not-public",
  title: "No RDS instance is publicly accessible",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
  subject: rds,
  needs: [],
  evaluate({ facts: { status, publiclyAccessible } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (publiclyAccessible === undefined) throw new Error("AWS's answer does not say whether the instance is publicly accessible");
    if (!publiclyAccessible) return { status: "pass" };
    return { status: "fail", reason: "it is publicly accessible", evidence: { publiclyAccessible } };
  },
  remediation: {
    summary: "Makes the instance private at once; other pending modifications keep waiting.",
    changes: [rdsPubliclyAccessible],
    blastRadius: { untold: "who connects to it; CloudWatch counts DatabaseConnections" },
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/modify-multi-az-db-cluster.html
    plan({ facts: { status, cluster, engine } }) {
      if (cluster !== null && !isAuroraLike(engine))
        return {
          none: `it is a member of the Multi-AZ DB cluster ${cluster}, whose instances AWS does not modify; restore it as a private one`,
        };
      if (!modifiable.includes(status)) return { none: `it is ${status}, and AWS modifies only what is available` };
      const note = "Clients outside its network lose it; its DNS name then gives the private address.";
      return cure(rdsPubliclyAccessible.to(false, { note }));
    },
  },
});
