import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamGroupAttachedPolicies } from "@plumbline/changes/iam_group/attached-policies";
import { iamGroup } from "@plumbline/collectors/iam_group";
import { Decided, judgeAsked } from "../../asked.ts";
import { attachedOf } from "../../granting.ts";

/** Fails while a group whose policies were revoked has a managed policy. Those of AWS that only deny may stay. */
export const iamGroupAttachedPoliciesRevoked = defineAuditor({
  id: "iam_group/attached-policies-revoked",
  title: "A group whose policies were revoked has no managed one",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  subject: iamGroup,
  needs: ["attachedPolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.groupId, () => {
      const evidence = { attached: input.facts.attachedPolicies };
      const { granting } = attachedOf(input.facts.attachedPolicies);
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Detaches the managed policies; the policies themselves stay.",
    changes: [iamGroupAttachedPolicies],
    blastRadius: { untold: "the members of the group, and which of its permissions they use" },
    plan(input) {
      return cure(iamGroupAttachedPolicies.to(attachedOf(input.facts.attachedPolicies).denying));
    },
  },
});
