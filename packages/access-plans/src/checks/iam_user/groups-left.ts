import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserGroups } from "@plumbline/changes/iam_user/groups";
import { iamUser } from "@plumbline/collectors/iam_user";
import { type Asked, askedOf, Decided, judgeAsked } from "../../asked.ts";
import { userLastUsed } from "../../last-use.ts";

const isLeft = (group: string, asked: Asked | undefined): boolean => asked?.groups?.includes(group) ?? true;

/** Fails while a user is in a group whose membership was revoked, or in any when all its policies were. */
export const iamUserGroupsLeft = defineAuditor({
  id: "iam_user/groups-left",
  title: "A user is in no group that it was to leave",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_add-remove-users.html",
  subject: iamUser,
  needs: ["groups", "accessKeys"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, (asked) => {
      const { groups } = input.facts;
      const left = groups.filter((group) => isLeft(group, asked));
      if (left.length === 0) return { status: "pass", evidence: { groups } };
      return { status: "fail", reason: `it is in ${left.join(", ")}`, evidence: { groups } };
    }),
  remediation: {
    summary: "Takes the user out of the groups.",
    changes: [iamUserGroups],
    blastRadius: {
      tells: ["last-used"],
      untold: "which permissions of the groups the user needs",
      of: ({ facts }) => ({ lastUsed: userLastUsed(facts), affected: [] }),
    },
    plan: (input) => cure(iamUserGroups.to(input.facts.groups.filter((group) => !isLeft(group, askedOf(input, input.facts.userId))))),
  },
});
