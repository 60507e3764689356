import { sql } from "kysely";
import type { Work } from "./acting.ts";
import { otherNamesOf } from "./deciders.ts";
import { readItems } from "./item-rows.ts";
import { ReviewError } from "./review-error.ts";
import { isOwn, reviewerId } from "./routes.ts";

/** The campaign that was closed last, or the one named; undefined where none was closed. */
export async function lastClosed(transaction: Work, wanted: string | true): Promise<string | undefined> {
  const query = transaction.selectFrom("campaigns").select("campaign_id").where("state", "=", "closed");
  if (wanted === true) return (await query.orderBy("closed_at", "desc").limit(1).executeTakeFirst())?.campaign_id;
  const found = await query.where("campaign_id", "=", wanted).executeTakeFirst();
  if (!found) throw new ReviewError("no-such-campaign", `there is no closed campaign ${wanted} to carry approvals over from`);
  return found.campaign_id;
}

export interface Approval {
  readonly permissionHash: string;
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

/**
 * Whether who approved may be the principal, by any of their names and by the mail that the file has for them. A subject that is no address may be
 * anybody's: where nothing else is known of it, nobody can say that it is not.
 */
export function mayBeOwn({ decision: { by }, names }: Approval, { ownNames, mail }: { ownNames: readonly string[]; mail: string | null }) {
  const others = mail === null ? names : [...names, mail];
  const isOpaque = others.length === 0 && !reviewerId(by).startsWith("dev:");
  return isOpaque || [by, ...others].some((name) => isOwn(name, ownNames));
}

/** What was kept in a closed campaign in an account, by item. */
export async function approvalsOf(
  transaction: Work,
  { source, account }: { source: string; account: string },
): Promise<ReadonlyMap<string, Approval>> {
  const kept = sql`i.campaign_id = ${source} and i.account_id = ${account} and i.gone_at is null and not i.is_privileged
    and d.verdict = 'keep' and d.permission_hash = i.permission_hash`;
  const items = await readItems(transaction, kept);
  const approvals = items.flatMap(({ item, permissionHash, decision }) => {
    if (!decision) return [];
    const { campaign, by, at, hash, reason } = decision;
    return [{ item, permissionHash, decision: { ...(decision.carriedFrom ?? { campaign, by, at, hash }), reason } }];
  });
  const names = await otherNamesOf(transaction, { account, hashes: approvals.map(({ decision }) => decision.hash) });
  return new Map(approvals.map(({ item, ...rest }) => [item, { ...rest, names: names.get(rest.decision.hash) ?? [] }]));
}
