import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { ec2MetadataOptions } from "@plumbline/changes/ec2/metadata-options";
import { ec2 } from "@plumbline/collectors/ec2";
import { managedReason } from "../judge/stop-instance.ts";

/** A stopped instance is judged too: it starts with the same options. Options that AWS does not tell count as the weakest. */
export const ec2Imdsv2 = defineAuditor({
  id: "ec2/imdsv2",
  title: "Instances answer metadata requests only with a session token (IMDSv2)",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-8",
  subject: ec2,
  needs: [],
  evaluate({ facts: { state, metadata } }) {
    if (state === "terminated" || state === "shutting-down") return { status: "not-applicable", reason: "it is being terminated" };
    if (metadata.endpoint === "disabled" || metadata.tokens === "required") return { status: "pass" };
    const { endpoint, tokens, hopLimit } = metadata;
    return { status: "fail", reason: "its metadata is read without a token (IMDSv1)", evidence: { endpoint, tokens, hopLimit } };
  },
  remediation: {
    summary: "Requires tokens; the hop limit stays.",
    changes: [ec2MetadataOptions],
    blastRadius: { untold: "what reads its metadata without a token; CloudWatch counts such reads as MetadataNoToken" },
    plan({ facts }) {
      const none = managedReason(facts);
      if (none !== undefined) return { none };
      const { endpoint, hopLimit } = facts.metadata;
      const note = "software on it that reads metadata without a token no longer gets any, nor its role's credentials";
      return cure(ec2MetadataOptions.to({ endpoint, hopLimit, tokens: "required" }, { note }));
    },
  },
});
