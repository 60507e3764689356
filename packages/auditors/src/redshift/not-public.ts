import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { redshiftPubliclyAccessible } from "@plumbline/changes/redshift/publicly-accessible";
import { redshift } from "@plumbline/collectors/redshift";
import { affected } from "../judge/affected.ts";

/** Fails by the flag PubliclyAccessible alone: a closed security group or a subnet without an internet gateway does not make it pass. */
export const redshiftNotPublic = defineAuditor({
  id: "redshift/not-public",
  title: "No Redshift cluster is publicly accessible",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-1",
  subject: redshift,
  needs: [],
  evaluate({ facts: { status, publiclyAccessible } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (publiclyAccessible === undefined) throw new Error("AWS's answer does not say whether the cluster is publicly accessible");
    if (!publiclyAccessible) return { status: "pass" };
    return { status: "fail", reason: "it is publicly accessible", evidence: { publiclyAccessible } };
  },
  remediation: {
    summary: "Makes the cluster private.",
    changes: [redshiftPubliclyAccessible],
    blastRadius: {
      tells: ["address"],
      untold: "who connects to it; CloudWatch counts DatabaseConnections",
      of: ({ facts: { elasticIp } }) => ({ affected: affected("address", elasticIp === null ? [] : [elasticIp]) }),
    },
    plan({ facts: { status, elasticIp } }) {
      if (status !== "available") return { none: `it is ${status}, and AWS modifies only what is available` };
      const address = elasticIp === null ? "an undo brings another public address" : `an undo takes ${elasticIp} again`;
      const note = `Clients outside its network lose it; its DNS name then gives the private address, and ${address}.`;
      return cure(redshiftPubliclyAccessible.to({ publiclyAccessible: false }, { note }));
    },
  },
});
