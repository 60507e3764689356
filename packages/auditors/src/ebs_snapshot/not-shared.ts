import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { ebsSnapshotShares } from "@plumbline/changes/ebs_snapshot/shares";
import { ebsSnapshot } from "@plumbline/collectors/ebs_snapshot";
import { judgeShares, losingShares, sharersTell, unknownShares } from "../judge/shares.ts";

/** Judges the permission itself, also where block public access for snapshots keeps it from having an effect. */
export const ebsSnapshotNotShared = defineAuditor({
  id: "ebs_snapshot/not-shared",
  title: "No EBS snapshot is public or shared with unknown accounts",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-1",
  subject: ebsSnapshot,
  needs: ["shares"],
  evaluate: (input) => judgeShares(unknownShares(input.facts.shares, input)),
  remediation: {
    summary: "Takes the permission to make volumes away from everyone and from unknown accounts; the others stay.",
    changes: [ebsSnapshotShares],
    blastRadius: { tells: sharersTell, of: (input) => losingShares(unknownShares(input.facts.shares, input)) },
    plan(input) {
      const gone = new Set(unknownShares(input.facts.shares, input));
      const note = "they can make no more volumes or copies of it; those they made stay theirs";
      return cure(
        ebsSnapshotShares.to(
          input.facts.shares.filter((share) => !gone.has(share)),
          { note },
        ),
      );
    },
  },
});
