import { sql } from "kysely";
import type { Work } from "./acting.ts";
import type { Decision } from "./decision.ts";
import { reviewerId } from "./routes.ts";

/**
 * Keeps under which names besides the subject somebody decided, in the decisions' own transaction. They are in no evidence pack, and no part of a
 * decision's hash.
 */
export async function keepNames(transaction: Work, decisions: readonly Decision[], names: readonly string[]): Promise<void> {
  const rows = decisions.flatMap(({ campaign, account, hash, by }) => {
    const others = [...new Set(names.map(reviewerId))].filter((name) => name !== "" && name !== reviewerId(by));
    return others.length === 0 ? [] : [{ campaign, account, hash, names: others }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into review_deciders (campaign_id, account_id, hash, names)
    select campaign, account, hash, names
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(campaign text, account text, hash text, names text[])`.execute(
    transaction,
  );
}

/** The other names of who decided, by the decision's hash. A decision of which none are known is left out. */
export async function otherNamesOf(
  transaction: Work,
  { account, hashes }: { account: string; hashes: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ hash: string; names: string[] }>`
    select hash, names from review_deciders where account_id = ${account} and hash = any(${hashes}::text[])`.execute(transaction);
  return new Map(rows.map(({ hash, names }) => [hash, names]));
}
