import type { Snapshot } from "@plumbline/iam-model/snapshot";
import type { Permissions, PolicyUse } from "./permissions.ts";
import type { Held, PolicyIndex } from "./policy-index.ts";
import type { Found } from "./principal.ts";
import { whoMayTakeOn } from "./who-may-take-on.ts";

export const nothing: Permissions = {
  ...{ attached: [], inline: [], groups: [], boundary: null, keys: [], hasLogin: false, trust: null, permissionSet: null },
};
const mailTags = ["email", "mail", "e-mail"];

/** Names that a principal's tags give the person behind it. */
const taggedNames = (tags: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(tags).flatMap(([key, value]) => (mailTags.includes(key.toLowerCase()) ? [value] : []));

const reasons = (policies: PolicyIndex, uses: readonly PolicyUse[], through = ""): readonly string[] =>
  uses.flatMap((use) => {
    const why = policies.why(use);
    return why === undefined ? [] : [`${use.name}${through}: ${why}`];
  });
export const reasonsOf = (policies: PolicyIndex, { attached, inline }: Held, through = ""): readonly string[] =>
  reasons(policies, [...attached, ...inline], through);

const groupNamed = (own: Snapshot, policies: PolicyIndex) => {
  const ids = new Map(own.of("iam_group").map(({ id, name }) => [name, id]));
  return (name: string, id: string | null) => {
    const known = id ?? ids.get(name);
    const held = known === undefined ? { attached: [], inline: [] } : policies.heldBy(known);
    return { name, attached: [...held.attached], inline: [...held.inline] };
  };
};
const byGroupName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** All users of an account. */
export function userPrincipals(own: Snapshot, policies: PolicyIndex): readonly Found[] {
  const groupOf = groupNamed(own, policies);
  const memberships = Map.groupBy(own.of("iam_membership"), ({ facts }) => facts.userId);
  const keys = Map.groupBy(own.of("iam_access_key"), ({ facts }) => facts.userId);
  const logins = new Set(own.of("iam_login_profile").map(({ facts }) => facts.userId));
  return own.of("iam_user").map(({ id, name, arn, facts }) => {
    const held = policies.heldBy(id);
    const groups = (memberships.get(id) ?? []).map((one) => groupOf(one.facts.groupName, one.facts.groupId)).sort(byGroupName);
    return {
      ...{ recordId: id, principalId: id, principalName: name, arn, via: null, tags: facts.tags },
      names: [name, arn ?? "", ...taggedNames(facts.tags)],
      permissions: {
        ...nothing,
        ...{ attached: [...held.attached], inline: [...held.inline], groups },
        boundary: facts.permissionsBoundary === null ? null : policies.managed(facts.permissionsBoundary),
        keys: (keys.get(id) ?? []).map((key) => ({ id: key.id, status: key.facts.status })),
        hasLogin: logins.has(id),
      },
      privilegedBecause: [
        ...reasonsOf(policies, held),
        ...groups.flatMap((group) => reasonsOf(policies, group, ` (by group ${group.name})`)),
      ],
    };
  });
}

/** Roles that people may take on; of the others it counts why they are left out. */
export function rolePrincipals(
  own: Snapshot,
  policies: PolicyIndex,
  { hasAssignments, leftOut }: { hasAssignments: boolean; leftOut: Record<string, number> },
): readonly Found[] {
  return own.of("iam_role").flatMap(({ id, name, arn, facts }) => {
    const isOfIdentityCenter = facts.path.startsWith("/aws-reserved/sso.amazonaws.com/");
    const who = whoMayTakeOn(facts.trustPolicy);
    const why = isOfIdentityCenter && hasAssignments ? "reviewed as assignments of Identity Center" : who.people ? undefined : who.others;
    if (why !== undefined) {
      leftOut[why] = (leftOut[why] ?? 0) + 1;
      return [];
    }
    const held = policies.heldBy(id);
    const boundary = facts.permissionsBoundary === null ? null : policies.managed(facts.permissionsBoundary);
    const trust = policies.noted("trust", facts.trustPolicy).sha256;
    return [
      {
        ...{ recordId: id, principalId: id, principalName: name, arn, via: null, tags: facts.tags },
        names: [name, arn ?? "", ...taggedNames(facts.tags)],
        permissions: { ...nothing, attached: [...held.attached], inline: [...held.inline], boundary, trust },
        privilegedBecause: reasonsOf(policies, held),
      },
    ];
  });
}

/** Places of users in groups. */
export function membershipPrincipals(own: Snapshot, policies: PolicyIndex): readonly Found[] {
  const groupOf = groupNamed(own, policies);
  const users = new Map(own.of("iam_user").map((user) => [user.id, user]));
  return own.of("iam_membership").map(({ id, facts }) => {
    const user = users.get(facts.userId);
    const group = groupOf(facts.groupName, facts.groupId);
    const tags = user?.facts.tags ?? {};
    return {
      ...{ recordId: id, principalId: facts.userId, principalName: facts.userName, arn: user?.arn ?? null, via: facts.groupName, tags },
      names: [facts.userName, user?.arn ?? "", ...taggedNames(tags)],
      permissions: { ...nothing, groups: [group] },
      privilegedBecause: reasonsOf(policies, group),
    };
  });
}
