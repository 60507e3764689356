import type { Kind } from "@plumbline/iam-model/kinds";
import { isEmpty } from "@plumbline/iam-model/outcomes";
import type { Looked } from "@plumbline/iam-model/snapshot";
import { z } from "zod";
import { Gap, type ItemKind } from "./campaign.ts";
import { oneLine } from "./one-line.ts";

/** Records that tell who is there and what they may do, for each kind of item. */
const needed: Readonly<Record<ItemKind, readonly Kind[]>> = {
  iam_user: [
    ...(["iam_user", "iam_group", "iam_membership", "iam_attachment", "iam_inline_policy", "iam_policy"] as const),
    ...(["iam_access_key", "iam_login_profile"] as const),
  ],
  iam_role: ["iam_role", "iam_attachment", "iam_inline_policy", "iam_policy"],
  iam_membership: ["iam_user", "iam_group", "iam_membership", "iam_attachment", "iam_inline_policy", "iam_policy"],
  sso_assignment: ["sso_assignment", "sso_permission_set", "sso_user", "sso_group"],
};
export const kindsNeeded = (kinds: readonly ItemKind[]): readonly Kind[] => [...new Set(kinds.flatMap((kind) => needed[kind]))].sort();

const LookedCell = z.strictObject({
  listing: z.string(),
  kind: z.string(),
  outcome: z.string(),
  message: z.string().nullable(),
  completeAt: z.iso.datetime().nullable(),
});
/** How an account was looked at: every cell that counts for the review, and what of it is a gap. */
export const AccountCoverage = z.strictObject({
  cells: z.array(LookedCell),
  gaps: z.array(Gap),
  /** Roles that are not reviewed, by why. */
  leftOut: z.record(z.string(), z.int().positive()),
});
export type AccountCoverage = z.output<typeof AccountCoverage>;

interface Asked {
  readonly account: string;
  readonly kinds: readonly ItemKind[];
  /** How each kind of each listing was looked at, of all accounts. */
  readonly looked: readonly Looked[];
  readonly at: Date;
  readonly maxAgeHours: number;
}

/** The root user is no item, and what was seen of its keys tells nothing of anybody else's. */
const isOfOthers = ({ listing }: Looked): boolean => !listing.endsWith("/root_credential");

/**
 * What of an account was seen; a kind that no listing told of is a gap too, as is one that was last complete too long ago. A listing of which
 * another account is the one to ask is none where any told completely.
 */
export function coverageOf({ account, kinds, looked, at, maxAgeHours }: Asked): Omit<AccountCoverage, "leftOut"> {
  const oldest = at.getTime() - maxAgeHours * 3_600_000;
  const told = kindsNeeded(kinds).map((kind) => {
    const cells = looked.filter((one) => one.kind === kind && (one.account === account || one.account === "") && isOfOthers(one));
    const isTold = cells.some(({ outcome }) => outcome === "ok");
    const gaps = cells.flatMap(({ listing, outcome, message, completeAt }): Gap[] => {
      const isOld = completeAt === null || Date.parse(completeAt) < oldest;
      if (isTold && isEmpty(outcome)) return [];
      if (outcome !== "ok") return [{ account, kind, listing, cause: outcome, message, completeAt }];
      return isOld ? [{ account, kind, listing, cause: "too-old", message: null, completeAt }] : [];
    });
    const never: Gap = { account, kind, listing: null, cause: "never-looked", message: null, completeAt: null };
    return { cells, gaps: cells.length === 0 ? [never] : gaps };
  });
  return {
    cells: told.flatMap(({ cells }) => cells.map(({ account: _account, told: _told, ...cell }) => cell)),
    gaps: told.flatMap(({ gaps }) => gaps),
  };
}

/** A gap in one line, for people; what AWS said may be of several. */
export const gapText = ({ account, kind, listing, cause, message, completeAt }: Gap): string => {
  const last = completeAt === null ? "never complete" : `last complete ${completeAt}`;
  const why = oneLine(message ?? "");
  return `${account} ${kind}: ${cause}${listing === null ? "" : ` in ${listing}`}, ${last}${why === "" ? "" : ` (${why})`}`;
};
