import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { rdsClusterSnapshotSharedWith } from "@plumbline/changes/rds_cluster_snapshot/shared-with";
import { rdsClusterSnapshot } from "@plumbline/collectors/rds_cluster_snapshot";
import { sharersTell } from "../judge/shares.ts";
import { judgeSharedWith, knownSharesOf, losingSharedWith } from "../judge/snapshot-shares.ts";

/** Fails for a manual snapshot of a cluster, also of Neptune or DocumentDB, that everyone, or an account that nobody knows, may restore. */
export const rdsClusterSnapshotNotShared = defineAuditor({
  id: "rds_cluster_snapshot/not-shared",
  title: "No RDS cluster snapshot is public or shared with an unknown account",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-1",
  subject: rdsClusterSnapshot,
  needs: ["sharedWith"],
  evaluate: (input) => judgeSharedWith(input.facts.sharedWith, input),
  remediation: {
    summary: "Removes those shares; known accounts keep theirs.",
    changes: [rdsClusterSnapshotSharedWith],
    blastRadius: { tells: sharersTell, of: (input) => losingSharedWith(input.facts.sharedWith, input) },
    plan: (input) =>
      cure(
        rdsClusterSnapshotSharedWith.to(knownSharesOf(input.facts.sharedWith, input), {
          note: "Those accounts can't restore or copy the snapshot any more; copies that they made stay theirs.",
        }),
      ),
  },
});
