import type { CheckVerdict } from "@plumbline/audit-kit/define";
import { describeShares, type Share, unknownShares } from "./shares.ts";

interface Where {
  readonly account: { readonly id: string };
  readonly knownAccounts: ReadonlySet<string>;
}
const toShare = (id: string): Share => ({ kind: id === "all" ? "everyone" : "account", id });

/** Judges whom a database snapshot is shared with: account ids, or `all`. */
export function judgeSharedWith(sharedWith: readonly string[], where: Where): CheckVerdict {
  const shares = unknownShares(sharedWith.map(toShare), where);
  if (shares.length === 0) return { status: "pass" };
  return { status: "fail", reason: describeShares(shares), evidence: { sharedWith: shares.map(({ id }) => id) } };
}

/** The shares that may stay. */
export const knownSharesOf = (sharedWith: readonly string[], where: Where): string[] =>
  sharedWith.filter((id) => unknownShares([toShare(id)], where).length === 0);
