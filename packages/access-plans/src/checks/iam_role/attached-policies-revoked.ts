import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamRoleAttachedPolicies } from "@plumbline/changes/iam_role/attached-policies";
import { iamRole } from "@plumbline/collectors/iam_role";
import { Decided, judgeAsked } from "../../asked.ts";
import { attachedOf } from "../../granting.ts";
import { keptByAws } from "../../kept-by-aws.ts";
import { roleRadius } from "../../role-radius.ts";

/** Fails while a role whose policies were revoked has a managed policy. Those of AWS that only deny may stay. */
export const iamRoleAttachedPoliciesRevoked = defineAuditor({
  id: "iam_role/attached-policies-revoked",
  title: "A role whose policies were revoked has no managed one",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  subject: iamRole,
  needs: ["attachedPolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.roleId, () => {
      const evidence = { attached: input.facts.attachedPolicies };
      const { granting } = attachedOf(input.facts.attachedPolicies);
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Detaches the managed policies; the policies themselves stay.",
    changes: [iamRoleAttachedPolicies],
    blastRadius: roleRadius,
    plan(input) {
      const kept = keptByAws(input.facts.path);
      if (kept !== undefined) return { none: kept };
      return cure(iamRoleAttachedPolicies.to(attachedOf(input.facts.attachedPolicies).denying));
    },
  },
});
