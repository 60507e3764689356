import type { Reach, Reaches } from "./diff-reach.ts";
import { eventOf, type Pair, sso, type Told, told } from "./diff-told.ts";
import type { Call } from "./who-did-it.ts";

/**
 * Groups of Identity Center that a user joined or left, with what the group has in the accounts that are asked for; groups that have nothing
 * there change no access.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/howtoassignaccess.html
 */
export function ofIdentityUser({ was, is, one }: Pair<"sso_user">, { before, after }: Reaches): Told[] {
  const [old, now] = [was?.facts.groupIds ?? [], is?.facts.groupIds ?? []];
  const who = `Identity Center user ${one.name}`;
  const words = (verb: "gained" | "lost", group: string, { identityCenter }: Reach): Told[] => {
    const what = `membership in group ${identityCenter.nameOf(group)}`;
    const details = identityCenter.assignmentsOf(group).map((text) => `${verb === "gained" ? "+" : "-"} ${text}`);
    return details.length === 0 ? [] : [told({ verb, who, what, calls: callsOfMembership(verb, group, one.id), details })];
  };
  // An assignment may outlast its user, for whom it does nothing any more.
  const orphans = is ? [] : after.identityCenter.assignmentsOf(one.id).map((text) => `- ${text}`);
  const calls = directory(["DeleteUser"], { userId: one.id });
  return [
    ...(orphans.length === 0 ? [] : [told({ verb: "lost", who, what: "the user itself", calls, details: orphans })]),
    ...now.filter((group) => !old.includes(group)).flatMap((group) => words("gained", group, after)),
    ...old.filter((group) => !now.includes(group)).flatMap((group) => words("lost", group, before)),
  ];
}

/** Whoever is in a group has what is assigned to it. */
export function ofAssignment({ one, verb }: Pair<"sso_assignment">, { identityCenter }: Reach): Told[] {
  const { permissionSetArn, principalKind, principalId } = one.facts;
  const events = eventOf({ verb }, "CreateAccountAssignment", "DeleteAccountAssignment");
  const words = {
    verb,
    who: `Identity Center ${principalKind.toLowerCase()} ${identityCenter.nameOf(principalId)}`,
    what: `${identityCenter.nameOf(permissionSetArn)} in account ${one.account}`,
    reaches: principalKind === "GROUP" ? identityCenter.membersOf(principalId) : [],
  };
  const parameters = { permissionSetArn, principalId, targetId: one.account };
  return verb === "changed" ? [] : [told({ ...words, calls: sso(events, parameters) })];
}

/**
 * CreateGroupMembership tells the member as `{ userId }`; DeleteGroupMembership names neither the group nor the user. The console's calls have
 * a source of their own. https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html
 */
const callsOfMembership = (verb: "gained" | "lost", groupId: string, user: string): Call[] => {
  const ways = [{ "memberId.userId": user }, { memberId: user }].map((way) => ({ groupId, ...way }));
  const events = verb === "gained" ? ["CreateGroupMembership", "AddMemberToGroup"] : ["RemoveMemberFromGroup"];
  return ways.flatMap((way) => directory(events, way));
};

const directory = (events: readonly string[], parameters: Call["parameters"]): Call[] =>
  ["identitystore", "sso-directory"].flatMap((service) => events.map((event) => ({ service, event, parameters })));
