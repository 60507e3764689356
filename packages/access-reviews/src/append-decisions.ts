import { sql } from "kysely";
import type { Work } from "./acting.ts";
import type { Decision } from "./decision.ts";
import { chained } from "./decision-chain.ts";

interface Account {
  readonly decisions: number;
  readonly head: string;
}
const batchSize = 1000;

/** Adds decisions to the chain of their account, which the transaction has locked. The database moves the chain's head. */
export async function appendDecisions(
  transaction: Work,
  end: Account,
  words: readonly Omit<Decision, "seq" | "previous" | "hash">[],
): Promise<readonly Decision[]> {
  const added: Decision[] = [];
  for (const word of words) {
    const last = added.at(-1);
    added.push(chained(word, last ? { decisions: last.seq, head: last.hash } : end));
  }
  for (let from = 0; from < added.length; from += batchSize)
    await sql`
      insert into review_decisions (campaign_id, account_id, seq, item_id, permission_hash, verdict, what, reason, decided_by, at,
        carried_from, previous, hash)
      select campaign, account, seq, item, "permissionHash", verdict, what, reason, "by", at,
        case when jsonb_typeof("carriedFrom") = 'object' then "carriedFrom" end, previous, hash
      from jsonb_to_recordset(${JSON.stringify(added.slice(from, from + batchSize))}::text::jsonb) as r(campaign text, account text,
        seq integer, item text, "permissionHash" text, verdict text, what text, reason text, "by" text, at timestamptz,
        "carriedFrom" jsonb, previous text, hash text)`.execute(transaction);
  return added;
}
