import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { redshiftEncrypted as change } from "@plumbline/changes/redshift/encrypted";
import { redshift } from "@plumbline/collectors/redshift";

/** Fails for a cluster that is not encrypted; a key of KMS, one that AWS owns, and a hardware module all pass. */
export const redshiftEncrypted = defineAuditor({
  id: "redshift/encrypted",
  title: "Redshift clusters are encrypted",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-10",
  subject: redshift,
  needs: [],
  evaluate({ facts: { status, encrypted } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    if (encrypted === undefined) throw new Error("AWS's answer does not say whether the cluster is encrypted");
    return encrypted ? { status: "pass" } : { status: "fail", reason: "it is not encrypted", evidence: { encrypted, status } };
  },
  remediation: {
    summary: "Turns encryption on, which takes hours; a later run completes it.",
    changes: [change],
    blastRadius: { untold: "who connects to it; CloudWatch counts DatabaseConnections" },
    // https://docs.aws.amazon.com/redshift/latest/mgmt/changing-cluster-encryption.html
    plan({ facts: { status, pending, snapshotCopyRegion } }) {
      if (snapshotCopyRegion !== null)
        return { none: `its snapshots are copied to ${snapshotCopyRegion}; AWS wants that disabled before encryption changes` };
      if (pending.includes("EncryptionType")) return { none: "AWS is at work on its encryption already" };
      if (status !== "available") return { none: `it is ${status}, and AWS modifies only what is available` };
      const note = "AWS copies all data to a new cluster: for hours this one is read-only, and undoing it takes as long.";
      return cure(change.to(true, { note }));
    },
  },
});
