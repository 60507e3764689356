import type { Reaches } from "./diff-reach.ts";
import { boundaryWords, iam, named, type Pair, type Told, told, upper } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";

export const ofUser = (of: Pair<"iam_user">): Told[] => [...ofItself("user", of, lostBoundary(of)), ...ofBoundary("user", of)];
export const ofRole = (of: Pair<"iam_role">): Told[] => [
  ...ofItself("role", of, [
    ...statementChanges(of.one.facts.trustPolicy, undefined).details,
    ...lostBoundary(of),
    ...of.one.facts.instanceProfiles.map((profile) => `- its place in ${profile}`),
  ]),
  ...ofBoundary("role", of),
  ...ofTrust(of),
  ...ofInstanceProfiles(of),
];
export const ofGroup = (of: Pair<"iam_group">): Told[] => ofItself("group", of, []);

const lostBoundary = ({ one: { facts } }: Pair<"iam_user"> | Pair<"iam_role">): string[] =>
  facts.permissionsBoundary === null ? [] : [`- the boundary ${facts.permissionsBoundary}`];

/**
 * Policies of others name it by its ARN, which has the path and the name. What had its own calls when it came is told apart; what goes with it
 * goes by its call.
 */
function ofItself(
  kind: "user" | "role" | "group",
  { was, is, one, verb }: Pair<"iam_user"> | Pair<"iam_role"> | Pair<"iam_group">,
  lost: readonly string[],
): Told[] {
  const who = `${kind} ${one.name}`;
  if (was === undefined || is === undefined) {
    const calls = iam([`${is ? "Create" : "Delete"}${upper(kind)}`], named(kind, one.name));
    return [told({ verb, who, what: `the ${kind} itself`, calls, details: is ? [] : lost })];
  }
  const calls = iam([`Update${upper(kind)}`], named(kind, was.name));
  return [
    ...(was.name === is.name ? [] : [told({ verb, who, what: `its name, which was ${was.name}`, calls })]),
    ...(was.facts.path === is.facts.path
      ? []
      : [told({ verb, who, what: `its path, which is ${is.facts.path} in place of ${was.facts.path}`, calls })]),
  ];
}

function ofBoundary(kind: "user" | "role", { was, is, one }: Pair<"iam_user"> | Pair<"iam_role">): Told[] {
  if (is === undefined) return [];
  const [old, now] = [was?.facts.permissionsBoundary ?? null, is.facts.permissionsBoundary];
  const of = named(kind, one.name);
  const put = [`Put${upper(kind)}PermissionsBoundary`, ...(was ? [] : [`Create${upper(kind)}`])];
  const calls = now === null ? iam([`Delete${upper(kind)}PermissionsBoundary`], of) : iam(put, { ...of, permissionsBoundary: now });
  return old === now ? [] : [told({ ...boundaryWords(old, now), who: `${kind} ${one.name}`, calls })];
}

function ofTrust({ was, is, verb }: Pair<"iam_role">): Told[] {
  if (is === undefined) return [];
  const { details } = statementChanges(was?.facts.trustPolicy, is.facts.trustPolicy);
  const calls = iam(["UpdateAssumeRolePolicy", ...(was ? [] : ["CreateRole"])], named("role", is.name));
  return details.length === 0 ? [] : [told({ verb, who: `role ${is.name}`, what: "who may assume it", details, calls })];
}

/** Whoever carries an instance profile has its role. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html */
function ofInstanceProfiles({ was, is, one }: Pair<"iam_role">): Told[] {
  if (is === undefined) return [];
  const [old, now] = [was?.facts.instanceProfiles ?? [], is.facts.instanceProfiles];
  const words = (verb: "gained" | "lost", profile: string): Told => {
    const parameters = { roleName: one.name, instanceProfileName: profile.slice(profile.lastIndexOf("/") + 1) };
    const event = verb === "gained" ? "AddRoleToInstanceProfile" : "RemoveRoleFromInstanceProfile";
    return told({ verb, who: `role ${one.name}`, what: `its place in ${profile}`, calls: iam([event], parameters) });
  };
  return [
    ...now.filter((profile) => !old.includes(profile)).map((profile) => words("gained", profile)),
    ...old.filter((profile) => !now.includes(profile)).map((profile) => words("lost", profile)),
  ];
}

/** Who is in a group that was renamed neither left it nor joined another. */
export function ofMembership({ was, is, one, verb }: Pair<"iam_membership">, { before, after }: Reaches): Told[] {
  const { userId, userName, groupId, groupName } = one.facts;
  const isKept = groupId !== null && before.isMember(one.account, userId, groupId) && after.isMember(one.account, userId, groupId);
  if ((was && is) || isKept) return [];
  const calls = iam([is ? "AddUserToGroup" : "RemoveUserFromGroup"], { userName, groupName });
  return [told({ verb, who: `user ${userName}`, what: `membership in group ${groupName}`, calls })];
}
