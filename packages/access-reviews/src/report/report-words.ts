import type { AccountAccess, LastLook, ReportedPrincipal } from "./access-report.ts";

const isUnseen = ({ coverage }: AccountAccess, kind: string): boolean => coverage.gaps.some((gap) => gap.kind === kind);

/** How a user gets in, in words; what could not be looked at is said. */
export function signIn(account: AccountAccess, { kind, permissions, hasMfa }: ReportedPrincipal): string {
  if (kind !== "iam_user") return "";
  const { hasLogin, keys } = permissions;
  const mfa = hasMfa === undefined ? "(MFA not looked at)" : `${hasMfa ? "with MFA" : "without MFA"}${seenOn(account.mfaLooked)}`;
  const parts = [
    ...(hasLogin ? [`password ${mfa}`] : isUnseen(account, "iam_login_profile") ? ["passwords could not be seen"] : []),
    ...keys.map(({ id, status }) => `key ${id} ${status.toLowerCase()}`),
    ...(isUnseen(account, "iam_access_key") ? ["keys could not all be seen"] : []),
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
  const isUnknown = isUnseen(account, "iam_login_profile") || users.some(({ hasMfa }) => hasMfa === undefined);
  return isUnknown ? undefined : users.filter(({ permissions, hasMfa }) => permissions.hasLogin && hasMfa === false).length;
}
