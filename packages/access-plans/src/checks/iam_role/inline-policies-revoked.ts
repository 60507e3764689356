import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamRoleInlinePolicies } from "@plumbline/changes/iam_role/inline-policies";
import { iamRole } from "@plumbline/collectors/iam_role";
import { Decided, judgeAsked } from "../../asked.ts";
import { inlineOf } from "../../granting.ts";
import { keptByAws } from "../../kept-by-aws.ts";
import { roleRadius } from "../../role-radius.ts";

/** Fails while a role whose policies were revoked has an inline policy that allows something, or can't be read. */
export const iamRoleInlinePoliciesRevoked = defineAuditor({
  id: "iam_role/inline-policies-revoked",
  title: "A role whose policies were revoked has no inline one that allows anything",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  subject: iamRole,
  needs: ["inlinePolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.roleId, () => {
      const { granting, denying } = inlineOf(input.facts.inlinePolicies);
      const evidence = { inline: [...granting, ...denying].map(({ name }) => name).sort() };
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.map(({ name }) => name).join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Deletes the inline policies that allow something; the plan keeps their texts.",
    changes: [iamRoleInlinePolicies],
    blastRadius: roleRadius,
    plan(input) {
      const kept = keptByAws(input.facts.path);
      if (kept !== undefined) return { none: kept };
      return cure(iamRoleInlinePolicies.to(inlineOf(input.facts.inlinePolicies).denying));
    },
  },
});
