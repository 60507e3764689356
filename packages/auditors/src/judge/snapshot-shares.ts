import type { CheckVerdict } from "@plumbline/audit-kit/define";
import type { Share } from "@plumbline/collectors/facts/shares";
import type { Affected } from "./affected.ts";
import { judgeShares, losingShares, type Sharer, unknownShares } from "./shares.ts";

const toShare = (id: string): Share => ({ kind: id === "all" ? "everyone" : "account", id });

/** Judges whom a database snapshot is shared with: account ids, or `all`. */
export function judgeSharedWith(sharedWith: readonly string[], sharer: Sharer): CheckVerdict {
  const unknown = unknownShares(sharedWith.map(toShare), sharer);
  return judgeShares(unknown, { sharedWith: unknown.map(({ id }) => id) });
}

/** The shares that may stay. */
export const knownSharesOf = (sharedWith: readonly string[], sharer: Sharer): string[] =>
  sharedWith.filter((id) => unknownShares([toShare(id)], sharer).length === 0);

/** Who loses a share. */
export const losingSharedWith = (sharedWith: readonly string[], sharer: Sharer): { affected: Affected[] } =>
  losingShares(unknownShares(sharedWith.map(toShare), sharer));
