import { sql } from "kysely";
import type { Work } from "./acting.ts";
import { otherNamesOf } from "./deciders.ts";
import { readItems, stateOfItem } from "./item-rows.ts";
import type { Principal } from "./principal.ts";
import { ReviewError } from "./review-error.ts";
import { whyMaybeOwn } from "./routes.ts";

/** The campaign that was closed last, or the one named; undefined where none was closed. */
export async function lastClosed(transaction: Work, wanted: string | true): Promise<string | undefined> {
  const query = transaction.selectFrom("campaigns").select("campaign_id").where("state", "=", "closed");
  if (wanted === true) return (await query.orderBy("closed_at", "desc").limit(1).executeTakeFirst())?.campaign_id;
  const found = await query.where("campaign_id", "=", wanted).executeTakeFirst();
  if (!found) throw new ReviewError("no-such-campaign", `there is no closed campaign ${wanted} to carry approvals over from`);
  return found.campaign_id;
}

export interface Approval {
  /** What was decided on; it may have become less since. */
  readonly permissionHash: string;
  readonly wasPrivileged: boolean;
  /** Where somebody decided, and why: of an approval that was carried over itself, its own source. */
  readonly decision: {
    readonly campaign: string;
    readonly by: string;
    readonly at: string;
    readonly hash: string;
    readonly reason: string;
  };
  /** Of who decided there, besides `by`; empty where none are known. */
  readonly names: readonly string[];
}

/** Why an approval is asked for again, in words that follow how many there are. */
export const notCarriedWords = {
  privileged: "of what is privileged",
  changed: "of what may do something else now",
  unseen: "of what was not all looked at",
  own: "by who may be the principal itself",
  nameless: "by names that are no address and of which none is known, so that nobody can tell whether they are the principal",
} as const;
export type NotCarried = keyof typeof notCarriedWords;

interface Now {
  readonly principal: Pick<Principal, "permissionHash" | "permissions" | "privilegedBecause">;
  readonly ownNames: readonly string[];
  /** Of who approved, as the file has it. */
  readonly mail: string | null;
}

/**
 * Why an approval is not carried over to what a principal is now; undefined where it is. Whose principal it is now may have decided on it when it was
 * not, or when nobody knew: all names are compared anew.
 */
export function whyNotCarried(
  { permissionHash, wasPrivileged, decision: { by }, names }: Approval,
  { principal, ownNames, mail }: Now,
): NotCarried | undefined {
  if (wasPrivileged || principal.privilegedBecause.length > 0) return "privileged";
  if (permissionHash !== principal.permissionHash) return "changed";
  // What was approved without having been seen is not approved again.
  if (principal.permissions.unseen) return "unseen";
  return whyMaybeOwn([by, ...names, ...(mail === null ? [] : [mail])], ownNames);
}

/** What was kept in a closed campaign in an account, by item. */
export async function approvalsOf(
  transaction: Work,
  { source, account }: { source: string; account: string },
): Promise<ReadonlyMap<string, Approval>> {
  const kept = sql`i.campaign_id = ${source} and i.account_id = ${account} and ${stateOfItem} = 'kept'`;
  const items = await readItems(transaction, kept);
  const approvals = items.flatMap(({ item, isPrivileged: wasPrivileged, decision }) => {
    if (!decision) return [];
    const { campaign, permissionHash, by, at, hash, reason } = decision;
    return [{ item, permissionHash, wasPrivileged, decision: { ...(decision.carriedFrom ?? { campaign, by, at, hash }), reason } }];
  });
  const names = await otherNamesOf(transaction, { account, hashes: approvals.map(({ decision }) => decision.hash) });
  return new Map(approvals.map(({ item, ...rest }) => [item, { ...rest, names: names.get(rest.decision.hash) ?? [] }]));
}
