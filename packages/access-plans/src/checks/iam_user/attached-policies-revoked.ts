import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserAttachedPolicies } from "@plumbline/changes/iam_user/attached-policies";
import { iamUser } from "@plumbline/collectors/iam_user";
import { Decided, judgeAsked } from "../../asked.ts";
import { attachedOf } from "../../granting.ts";
import { userLastUsed } from "../../last-use.ts";

/** Fails while a user whose policies were revoked has a managed policy. Those of AWS that only deny may stay. */
export const iamUserAttachedPoliciesRevoked = defineAuditor({
  id: "iam_user/attached-policies-revoked",
  title: "A user whose policies were revoked has no managed one",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  subject: iamUser,
  needs: ["accessKeys", "attachedPolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, () => {
      const evidence = { attached: input.facts.attachedPolicies };
      const { granting } = attachedOf(input.facts.attachedPolicies);
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Detaches the managed policies; the policies themselves stay.",
    changes: [iamUserAttachedPolicies],
    blastRadius: {
      tells: ["last-used"],
      untold: "which of the permissions are in use",
      of: ({ facts }) => ({ lastUsed: userLastUsed(facts), affected: [] }),
    },
    plan(input) {
      return cure(iamUserAttachedPolicies.to(attachedOf(input.facts.attachedPolicies).denying));
    },
  },
});
