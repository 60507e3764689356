import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamRoleQuarantine } from "@plumbline/changes/iam_role/quarantine";
import { denyEverything, denySessionsBefore } from "@plumbline/changes/principal/quarantine-policy";
import { iamRole } from "@plumbline/collectors/iam_role";
import { type Asked, askedOf, Decided, judgeAsked } from "../../asked.ts";
import { lacksRoom, quarantineIn } from "../../granting.ts";
import { keptByAws } from "../../kept-by-aws.ts";
import { roleRadius } from "../../role-radius.ts";

const policyFor = (asked: Asked | undefined): string =>
  asked?.sessionsBefore === undefined ? denyEverything : denySessionsBefore(asked.sessionsBefore);

/**
 * Fails while a role is not denied what was revoked: everything, in sessions old and new; or only sessions that began before an instant,
 * as the console's "Revoke active sessions" has it.
 */
export const iamRoleQuarantined = defineAuditor({
  id: "iam_role/quarantined",
  title: "A role whose use was revoked is denied everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html",
  subject: iamRole,
  needs: ["inlinePolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.roleId, (asked) => {
      const quarantine = quarantineIn(input.facts.inlinePolicies);
      if (quarantine === denyEverything || quarantine === policyFor(asked)) return { status: "pass" };
      const reason = asked.sessionsBefore === undefined ? "no policy of its own denies it everything" : "its older sessions go on";
      return { status: "fail", reason, evidence: {} };
    }),
  remediation: {
    summary: "Puts an inline policy that denies everything, or what was begun before the decision.",
    changes: [iamRoleQuarantine],
    blastRadius: roleRadius,
    plan(input) {
      const { path, inlinePolicies } = input.facts;
      const asked = askedOf(input, input.facts.roleId);
      const text = policyFor(asked);
      const reason = keptByAws(path) ?? lacksRoom(inlinePolicies, text, "role");
      if (reason !== undefined) return { none: reason };
      const note =
        asked?.sessionsBefore === undefined ? "Nobody can do anything with the role." : "Who may assume the role can begin a new session.";
      return cure(iamRoleQuarantine.to(text, { note }));
    },
  },
});
