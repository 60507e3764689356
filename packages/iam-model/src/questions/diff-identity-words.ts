import type { Reach, Reaches } from "./diff-reach.ts";
import { elsewhere, type Pair, type Told, told } from "./diff-told.ts";

/**
 * Groups of Identity Center that a user joined or left, with what the group has in the accounts that are asked for; groups that have nothing
 * there change no access.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/howtoassignaccess.html
 */
export function ofIdentityUser({ was, is, one }: Pair<"sso_user">, { before, after }: Reaches): Told[] {
  const [old, now] = [was?.facts.groupIds ?? [], is?.facts.groupIds ?? []];
  const who = `Identity Center user ${one.name}`;
  const words = (verb: "gained" | "lost", group: string, { identityCenter }: Reach): Told[] => {
    // DeleteGroupMembership names neither the group nor the user.
    const events = verb === "gained" ? ["CreateGroupMembership", "AddMemberToGroup"] : ["RemoveMemberFromGroup"];
    const what = `membership in group ${identityCenter.nameOf(group)}`;
    const details = identityCenter.assignmentsOf(group).map((text) => `${verb === "gained" ? "+" : "-"} ${text}`);
    return details.length === 0
      ? []
      : [elsewhere(told({ verb, who, what, events, parameters: { groupId: group, memberId: one.id }, details }))];
  };
  return [
    ...now.filter((group) => !old.includes(group)).flatMap((group) => words("gained", group, after)),
    ...old.filter((group) => !now.includes(group)).flatMap((group) => words("lost", group, before)),
  ];
}
