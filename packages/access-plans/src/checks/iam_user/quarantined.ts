import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserQuarantine } from "@plumbline/changes/iam_user/quarantine";
import { denyEverything } from "@plumbline/changes/principal/quarantine-policy";
import { iamUser } from "@plumbline/collectors/iam_user";
import { Decided, judgeAsked } from "../../asked.ts";
import { lacksRoom, quarantineIn } from "../../granting.ts";
import { userLastUsed } from "../../last-use.ts";

/** Fails while a user from whom everything was revoked is not denied everything: it also holds for what is granted or made later. */
export const iamUserQuarantined = defineAuditor({
  id: "iam_user/quarantined",
  title: "A user from whom everything was revoked is denied everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
  subject: iamUser,
  needs: ["inlinePolicies", "accessKeys"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, () => {
      if (quarantineIn(input.facts.inlinePolicies) === denyEverything) return { status: "pass" };
      return { status: "fail", reason: "no policy of its own denies it everything", evidence: {} };
    }),
  remediation: {
    summary: "Puts an inline policy that denies everything. Its password, keys and devices stay as they are.",
    changes: [iamUserQuarantine],
    blastRadius: {
      tells: ["last-used"],
      untold: "SSH keys, certificates and passwords of services that the user has, which are denied too",
      of: ({ facts }) => ({ lastUsed: userLastUsed(facts), affected: [] }),
    },
    plan({ facts: { inlinePolicies } }) {
      const full = lacksRoom(inlinePolicies, denyEverything, "user");
      return full === undefined
        ? cure(iamUserQuarantine.to(denyEverything, { note: "The user can do nothing any more." }))
        : { none: full };
    },
  },
});
