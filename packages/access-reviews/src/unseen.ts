import type { Kind } from "@plumbline/iam-model/kinds";
import type { Gap, ItemKind } from "./campaign.ts";
import { PermissionPart, type Permissions, type UnseenPart } from "./permissions.ts";

interface Telling {
  readonly kind: Kind;
  /** Whose listing tells it, where users, groups and roles each have one that tells the kind. */
  readonly of?: (typeof holders)[number];
}
const holders = ["iam_user", "iam_group", "iam_role"] as const;
const held = (of: (typeof holders)[number]) =>
  ({ attached: [{ kind: "iam_attachment", of }], inline: [{ kind: "iam_inline_policy", of }] }) as const;
const ofGroups: readonly Telling[] = [
  { kind: "iam_group" },
  { kind: "iam_membership" },
  ...held("iam_group").attached,
  ...held("iam_group").inline,
];
const texts: readonly Telling[] = [{ kind: "iam_policy" }];

/** What tells of each part of the permissions of each kind of item. */
const tellings: Readonly<Record<ItemKind, Partial<Readonly<Record<PermissionPart, readonly Telling[]>>>>> = {
  iam_user: {
    ...{ ...held("iam_user"), groups: ofGroups, texts },
    ...{ keys: [{ kind: "iam_access_key" }], login: [{ kind: "iam_login_profile" }] },
  },
  iam_role: { ...held("iam_role"), texts },
  iam_membership: { groups: ofGroups, texts },
  sso_assignment: {
    ...{ attached: [{ kind: "sso_permission_set" }], inline: [{ kind: "sso_permission_set" }], texts },
    who: [{ kind: "sso_user" }, { kind: "sso_group" }],
  },
};
/** Whether items of a kind have a part at all: a role has no password, and what a user has is no part of their place in a group. */
export const hasPart = (kind: ItemKind, part: PermissionPart): boolean => tellings[kind][part] !== undefined;

/** Parts by which a principal may do something. */
const granting: readonly PermissionPart[] = ["attached", "inline", "groups", "texts"];
const parts: Readonly<Record<PermissionPart, string>> = {
  ...{ attached: "attached policies", inline: "inline policies", groups: "groups", texts: "texts of policies" },
  ...{ keys: "access keys", login: "console password", who: "who it is" },
};

/** Whether a gap hides anything. What was whole a long time ago was seen: no principal changes by the clock alone. */
export const isHiding = ({ cause }: Gap): boolean => cause !== "too-old";

/** Whether a gap is of what one that tells would tell. The root user's listing tells of nobody else. */
const isIn = (gap: Gap, telling: Telling): boolean => {
  const { kind, listing } = gap;
  const type = listing?.split("/").at(-1);
  const isOfOther = telling.of !== undefined && holders.some((one) => one === type && one !== telling.of);
  return kind === telling.kind && type !== "root_credential" && !isOfOther;
};

/** Whether a gap is of anything that tells of items of a kind. */
export const isGapOf = (kind: ItemKind, gap: Gap): boolean =>
  gap.kind === kind || Object.values(tellings[kind]).some((telling) => telling.some((one) => isIn(gap, one)));

/** Which parts of an item's permissions the gaps of its account hide, and since when; empty where all was seen. */
export const unseenOf = (kind: ItemKind, gaps: readonly Gap[]): readonly UnseenPart[] =>
  PermissionPart.options.flatMap((part) => {
    const hiding = gaps.filter((gap) => isHiding(gap) && tellings[kind][part]?.some((telling) => isIn(gap, telling)));
    const times = hiding.flatMap(({ completeAt }) => completeAt ?? []).sort();
    return hiding.length === 0 ? [] : [{ part, since: times.length < hiding.length ? null : (times[0] ?? null) }];
  });

const ofPolicies = "its policies were not all seen";
const ofWho = "it was not seen who it is";
/** Whether policies may be hidden that let it do more. */
export const mayHidePower = (unseen: readonly UnseenPart[]): boolean => unseen.some(({ part }) => granting.includes(part));
/** Why somebody counts as privileged of whom something is hidden that could make it so; empty where that was seen. */
export const whyUnseen = (unseen: readonly UnseenPart[]): readonly string[] => [
  ...(mayHidePower(unseen) ? [ofPolicies] : []),
  ...(unseen.some(({ part }) => part === "who") ? [ofWho] : []),
];
/** Whether it is merely not known that somebody is harmless. */
export const isOfUnseen = (why: string): boolean => why === ofPolicies || why === ofWho;

/** Permissions with what of them was not seen. A password that nobody looked for is neither there nor not. */
export function permissionsSeen(permissions: Permissions, unseen: readonly UnseenPart[]): Permissions {
  if (unseen.length === 0) return permissions;
  const neverLooked = unseen.some(({ part, since }) => part === "login" && since === null);
  return { ...permissions, hasLogin: neverLooked ? permissions.hasLogin || null : permissions.hasLogin, unseen: [...unseen] };
}

/** How far some parts of permissions were seen, in words; undefined where they were seen whole. `isSome` is whether anything was seen of them. */
export function unseenWords({ unseen = [] }: Permissions, of: readonly PermissionPart[], isSome: boolean): string | undefined {
  const hidden = unseen.filter(({ part }) => of.includes(part)).map(({ since }) => since);
  if (hidden.length === 0) return undefined;
  const times = hidden.flatMap((since) => since ?? []).sort();
  const [first] = times;
  if (times.length < hidden.length || first === undefined) return isSome ? "not all looked at" : "not looked at";
  return `not looked at since ${first.slice(0, 10)}`;
}

/** What was seen of some parts, and how far it was looked. */
export function withUnseen(text: string, permissions: Permissions, of: readonly PermissionPart[]): string {
  const words = unseenWords(permissions, of, text !== "");
  return words === undefined ? text : text === "" ? words : `${text} (${words})`;
}

/** All parts that were not looked at, in one line; empty where all were. */
export const unseenIn = ({ unseen = [] }: Permissions): string =>
  unseen.map(({ part, since }) => `${parts[part]}${since === null ? "" : ` since ${since.slice(0, 10)}`}`).join(", ");
