import { sql } from "kysely";
import { z } from "zod";
import type { Work } from "../acting.ts";
import { ItemKind } from "../campaign.ts";
import type { Decision } from "../decision.ts";
import { type ReadItem, readDecisions, readItems } from "../item-rows.ts";
import { Permissions } from "../permissions.ts";

const pageSize = 500;

/** All items of a campaign by id, page by page. */
export async function* allItems(transaction: Work, campaign: string): AsyncGenerator<ReadItem> {
  for (let after = ""; ; ) {
    const items = await readItems(transaction, sql`i.campaign_id = ${campaign} and i.item_id > ${after}`, { limit: pageSize });
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < pageSize) return;
    after = last.item;
  }
}

/** All decisions of a campaign, account by account, in the order of their chains. */
export async function* allDecisions(transaction: Work, campaign: string, accounts: readonly string[]): AsyncGenerator<Decision> {
  for (const account of accounts)
    for (let after = 0; ; ) {
      const decisions = await readDecisions(transaction, { campaign, account, after, limit: pageSize });
      yield* decisions;
      const last = decisions.at(-1);
      if (!last || decisions.length < pageSize) break;
      after = last.seq;
    }
}

/** One principal of a roster. */
export const RosterEntry = z.strictObject({
  item: z.string(),
  account: z.string(),
  kind: ItemKind,
  recordId: z.string(),
  principalId: z.string(),
  principalName: z.string(),
  arn: z.string().nullable(),
  via: z.string().nullable(),
  permissionHash: z.string(),
  permissions: Permissions,
});
export type RosterEntry = z.output<typeof RosterEntry>;

/** Who was there at the opening, or at the closing, by item. */
export async function* rosterEntries(transaction: Work, campaign: string, when: "before" | "after"): AsyncGenerator<RosterEntry> {
  const from =
    when === "before"
      ? sql`(select *, opening_hash as hash, opening_permissions as held from review_items) r`
      : sql`(select *, permission_hash as hash, permissions as held from review_rosters) r`;
  for (let after = ""; ; ) {
    const { rows } = await sql<{ entry: unknown }>`
      select jsonb_build_object('item', item_id, 'account', account_id, 'kind', kind, 'recordId', record_id, 'principalId', principal_id,
        'principalName', principal_name, 'arn', arn, 'via', via, 'permissionHash', hash, 'permissions', held) as entry
      from ${from} where campaign_id = ${campaign} and item_id > ${after} order by item_id limit ${pageSize}`.execute(transaction);
    const entries = rows.map(({ entry }) => RosterEntry.parse(entry));
    yield* entries;
    const last = entries.at(-1);
    if (!last || entries.length < pageSize) return;
    after = last.item;
  }
}

/** Texts of policies, account by account. */
export async function* allDocuments(transaction: Work, campaign: string, accounts: readonly string[]) {
  for (const account of accounts)
    for (let after = ""; ; ) {
      const { rows } = await sql<{ sha256: string; document: unknown }>`select sha256, document from review_documents
        where campaign_id = ${campaign} and account_id = ${account} and sha256 > ${after} order by sha256 limit ${pageSize}`.execute(
        transaction,
      );
      for (const { sha256, document } of rows) yield { account, sha256, document };
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) break;
      after = last.sha256;
    }
}
