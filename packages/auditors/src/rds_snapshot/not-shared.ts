import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { rdsSnapshotSharedWith } from "@plumbline/changes/rds_snapshot/shared-with";
import { rdsSnapshot } from "@plumbline/collectors/rds_snapshot";
import { sharersTell } from "../judge/shares.ts";
import { judgeSharedWith, knownSharesOf, losingSharedWith } from "../judge/snapshot-shares.ts";

/** Fails for a manual snapshot that everyone, or an account that nobody knows, may restore. */
export const rdsSnapshotNotShared = defineAuditor({
  id: "rds_snapshot/not-shared",
  title: "No RDS snapshot is public or shared with an unknown account",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-1",
  subject: rdsSnapshot,
  needs: ["sharedWith"],
  evaluate: (input) => judgeSharedWith(input.facts.sharedWith, input),
  remediation: {
    summary: "Removes those shares; known accounts keep theirs.",
    changes: [rdsSnapshotSharedWith],
    blastRadius: { tells: sharersTell, of: (input) => losingSharedWith(input.facts.sharedWith, input) },
    plan: (input) =>
      cure(
        rdsSnapshotSharedWith.to(knownSharesOf(input.facts.sharedWith, input), {
          note: "Those accounts can't restore or copy the snapshot any more; copies that they made stay theirs.",
        }),
      ),
  },
});
