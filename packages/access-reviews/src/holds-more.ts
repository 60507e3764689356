import type { Permissions, PolicyUse } from "./permissions.ts";

const same = (one: PolicyUse, other: PolicyUse): boolean => one.name === other.name && one.arn === other.arn && one.sha256 === other.sha256;
const isIn = (uses: readonly PolicyUse[], one: PolicyUse): boolean => uses.some((other) => same(one, other));

/** Every policy that permissions consist of, but for a boundary. */
const policiesOf = ({ attached, inline, groups }: Permissions): readonly PolicyUse[] => [
  ...attached,
  ...inline,
  ...groups.flatMap((group) => [...group.attached, ...group.inline]),
];

/** The policies that permissions no longer have. */
export function dropped(before: Permissions, now: Permissions): readonly PolicyUse[] {
  const left = policiesOf(now);
  return policiesOf(before).filter((use) => !isIn(left, use));
}

/**
 * Whether permissions hold anything that others did not: a policy or another text of it, a group, a key, a key made active, a password,
 * another trust policy, another boundary or none. A policy that denies and is gone adds to what the others allow. What can't be told is more,
 * but for what was seen at the decision and no later look could see again: nothing new is known of it, and the roster says so.
 */
export function holdsMore(before: Permissions, now: Permissions, mayDeny: (use: PolicyUse) => boolean): boolean {
  const isMore = (had: Pick<Permissions, "attached" | "inline">, has: Pick<Permissions, "attached" | "inline">): boolean =>
    has.attached.some((use) => !isIn(had.attached, use)) || has.inline.some((use) => !isIn(had.inline, use));
  const groups = new Map(before.groups.map((group) => [group.name, group]));
  return (
    isMore(before, now) ||
    now.groups.some((group) => {
      const had = groups.get(group.name);
      return had === undefined || isMore(had, group);
    }) ||
    now.keys.some(({ id, status }) => !before.keys.some((key) => key.id === id && (key.status === status || status === "Inactive"))) ||
    (now.hasLogin === true && before.hasLogin !== true) ||
    (now.trust !== null && now.trust !== before.trust) ||
    (now.permissionSet !== null && now.permissionSet.arn !== before.permissionSet?.arn) ||
    (before.boundary !== null && !(now.boundary !== null && same(before.boundary, now.boundary))) ||
    (policiesOf(now).length > 0 && dropped(before, now).some(mayDeny))
  );
}
