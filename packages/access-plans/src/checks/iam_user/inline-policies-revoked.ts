import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserInlinePolicies } from "@plumbline/changes/iam_user/inline-policies";
import { iamUser } from "@plumbline/collectors/iam_user";
import { Decided, judgeAsked } from "../../asked.ts";
import { inlineOf } from "../../granting.ts";
import { userLastUsed } from "../../last-use.ts";

/** Fails while a user whose policies were revoked has an inline policy that allows something, or can't be read. */
export const iamUserInlinePoliciesRevoked = defineAuditor({
  id: "iam_user/inline-policies-revoked",
  title: "A user whose policies were revoked has no inline one that allows anything",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  subject: iamUser,
  needs: ["accessKeys", "inlinePolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, () => {
      const { granting, denying } = inlineOf(input.facts.inlinePolicies);
      const evidence = { inline: [...granting, ...denying].map(({ name }) => name).sort() };
      if (granting.length === 0) return { status: "pass", evidence };
      return { status: "fail", reason: `it has ${granting.map(({ name }) => name).join(", ")}`, evidence };
    }),
  remediation: {
    summary: "Deletes the inline policies that allow something; the plan keeps their texts.",
    changes: [iamUserInlinePolicies],
    blastRadius: {
      tells: ["last-used"],
      untold: "which of the permissions are in use",
      of: ({ facts }) => ({ lastUsed: userLastUsed(facts), affected: [] }),
    },
    plan(input) {
      return cure(iamUserInlinePolicies.to(inlineOf(input.facts.inlinePolicies).denying));
    },
  },
});
