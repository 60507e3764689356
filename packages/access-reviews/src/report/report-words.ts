import type { ItemKind } from "../campaign.ts";
import type { PermissionPart } from "../permissions.ts";
import { isHiding, isOfUnseen, mayHidePower, unseenOf, unseenWords } from "../unseen.ts";
import type { AccountAccess, LastLook, ReportedPrincipal } from "./access-report.ts";

/** Parts that a column of policies tells. */
export const policyParts: readonly PermissionPart[] = ["attached", "inline", "texts"];

const isUnseen = ({ coverage }: AccountAccess, kind: string): boolean => coverage.gaps.some((gap) => gap.kind === kind);

/** How a user gets in, in words; what could not be looked at is said. */
export function signIn(account: AccountAccess, principal: ReportedPrincipal): string {
  const { kind, permissions, hasMfa } = principal;
  if (kind !== "iam_user") return "";
  const { hasLogin, keys } = permissions;
  const mfa = hasMfa === undefined ? "(MFA not looked at)" : `${hasMfa ? "with MFA" : "without MFA"}${seenOn(account.mfaLooked)}`;
  const [login, others] = [unseenWords(permissions, ["login"], false), unseenWords(permissions, ["keys"], keys.length > 0)];
  const parts = [
    ...(hasLogin ? [`password ${mfa}`] : []),
    ...(login === undefined ? [] : [`password ${login}`]),
    ...keys.map(({ id, status }) => `key ${id} ${status.toLowerCase()}`),
    ...(others === undefined ? [] : [`keys ${others}`]),
  ];
  return parts.join(", ") || "none";
}

/** The day of an old look, behind what was seen then. */
const seenOn = ({ at, isOld }: LastLook): string => (at !== null && isOld ? ` (as seen on ${at.slice(0, 10)})` : "");

/** When something was last looked at, for the head of an account. */
export const lookWords = ({ at, isOld }: LastLook): string =>
  at === null ? "not looked at completely" : `looked at ${at}${isOld ? ", which is too long ago" : ""}`;

/** The day of the last use of a user or role. */
export const lastUse = ({ useLooked }: AccountAccess, { kind, lastUsedAt }: ReportedPrincipal): string => {
  if (kind !== "iam_user" && kind !== "iam_role") return "";
  return lastUsedAt === undefined ? "not looked at" : `${lastUsedAt?.slice(0, 10) ?? "never"}${seenOn(useLooked)}`;
};

/** How many sign in by a password alone; undefined where that could not be seen of all. */
export function withoutMfa(account: AccountAccess): number | undefined {
  const users = account.principals.filter(({ kind }) => kind === "iam_user");
  const isUnknown =
    isUnseen(account, "iam_login_profile") || isUnseen(account, "iam_user") || users.some(({ hasMfa }) => hasMfa === undefined);
  return isUnknown ? undefined : users.filter(({ permissions, hasMfa }) => permissions.hasLogin && hasMfa === false).length;
}

const listings: Readonly<Record<ItemKind, readonly string[]>> = {
  ...{ iam_user: ["iam_user"], iam_role: ["iam_role"], iam_membership: ["iam_membership"] },
  sso_assignment: ["sso_assignment", "sso_permission_set"],
};
const isHidden = ({ coverage }: AccountAccess, kind: string): boolean => coverage.gaps.some((gap) => gap.kind === kind && isHiding(gap));
const atLeast = (count: number, isSure: boolean): number | string => (isSure ? count : count === 0 ? "not looked at" : `at least ${count}`);

/** How many of a kind an account has; undefined where that was not asked for. */
export function countOf(account: AccountAccess, kind: ItemKind): number | string | undefined {
  if (!account.kinds.includes(kind)) return undefined;
  const count = account.principals.filter((principal) => principal.kind === kind).length;
  return atLeast(count, !listings[kind].some((one) => isHidden(account, one)));
}

/** How many are known to be privileged; who only counts as such, because not everything was seen, is none of them. */
export function privilegedCount(account: AccountAccess): number | string {
  const { kinds, principals, coverage } = account;
  const asked: readonly ItemKind[] = kinds.filter((kind) => kind !== "iam_membership");
  const known = principals.filter(
    ({ kind, privilegedBecause }) => asked.includes(kind) && privilegedBecause.some((why) => !isOfUnseen(why)),
  );
  const isSure = asked.every(
    (kind) => !mayHidePower(unseenOf(kind, coverage.gaps)) && !listings[kind].some((one) => isHidden(account, one)),
  );
  return atLeast(known.length, isSure);
}
