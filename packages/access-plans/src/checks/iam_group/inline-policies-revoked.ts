import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamGroupInlinePolicies } from "@plumbline/changes/iam_group/inline-policies";
import { iamGroup } from "@plumbline/collectors/iam_group";
import { Decided, judgeAsked } from "../../asked.ts";
import { inlineOf } from "../../granting.ts";

/** Fails while a group whose policies were revoked has an inline policy that allows something, or can't be read. */
export const iamGroupInlinePoliciesRevoked = defineAuditor({
  id: "iam_group/inline-policies-revoked",
  title: "A group whose policies were revoked has no inline one that allows anything",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  subject: iamGroup,
  needs: ["inlinePolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.groupId, () => {
      const { granting, denying } = inlineOf(input.facts.inlinePolicies);
      const evidence = { inline: [...granting, ...denying].map(({ name }) => name).sort() };
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.map(({ name }) => name).join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Deletes the inline policies that allow something; the plan keeps their texts.",
    changes: [iamGroupInlinePolicies],
    blastRadius: { untold: "the members of the group, and which of its permissions they use" },
    plan(input) {
      return cure(iamGroupInlinePolicies.to(inlineOf(input.facts.inlinePolicies).denying));
    },
  },
});
