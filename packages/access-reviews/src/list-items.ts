import { sql } from "kysely";
import { z } from "zod";
import type { Work } from "./acting.ts";
import type { ItemKind } from "./campaign.ts";
import type { Decision } from "./decision.ts";
import { getCampaign } from "./get-campaign.ts";
import { itemsWithDecision, readHistory, readItems, stateOfItem } from "./item-rows.ts";
import { type NotedOutcome, outcomesOf } from "./read-outcomes.ts";
import { ReviewError } from "./review-error.ts";
import type { ItemState, ReviewItem } from "./review-item.ts";
import { reviewerId } from "./routes.ts";

export interface ItemQuery {
  readonly campaign: string;
  /** Items routed or escalated to them; several ids of one person too. */
  readonly reviewer?: string | readonly string[];
  readonly account?: string;
  readonly businessUnit?: string;
  readonly state?: ItemState;
  readonly kind?: ItemKind;
  readonly isPrivileged?: boolean;
  /** Part of a name, id or ARN, whatever its case. */
  readonly text?: string;
  /** The last item of the page before. */
  readonly after?: string;
  /** At most so many; 100 when left out. */
  readonly limit?: number;
}
export interface ItemPage {
  readonly items: readonly ReviewItem[];
  /** How many fit in all. */
  readonly count: number;
  /** Where the next page begins: the `after` of its query; undefined at the end. */
  readonly next: string | undefined;
}

/** A page of a campaign's items, as far as the actor may see, in the order of their ids. */
export async function listItems(transaction: Work, query: ItemQuery): Promise<ItemPage> {
  const { after, limit = 100 } = query;
  await getCampaign(transaction, query.campaign);
  const where = conditionOf(query);
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from ${itemsWithDecision} where ${where}`.execute(
    transaction,
  );
  const from = after === undefined ? where : sql`${where} and i.item_id > ${after}`;
  const found = await readItems(transaction, from, { limit: limit + 1 });
  const items = found.slice(0, limit).map(({ ownNames: _, ...item }) => item);
  return { items, count: rows[0]?.count ?? 0, next: found.length > limit ? items.at(-1)?.item : undefined };
}

export interface ItemWithHistory extends ReviewItem {
  readonly history: readonly Decision[];
  readonly outcomes: readonly NotedOutcome[];
  readonly documents: Readonly<Record<string, unknown>>;
}

/** One item with every word that was said on it, what became of them, and the texts of the policies that it holds, by SHA-256. */
export async function getItem(transaction: Work, { campaign, item }: { campaign: string; item: string }): Promise<ItemWithHistory> {
  const [found] = await readItems(transaction, sql`i.campaign_id = ${campaign} and i.item_id = ${item}`);
  if (!found) throw noSuchItem(campaign, item);
  const { ownNames: _, ...rest } = found;
  const { rows } = await sql<{ sha256: string; document: unknown }>`
    select sha256, document from review_documents
    where campaign_id = ${campaign} and account_id = ${found.account} and sha256 = any(${hashesIn(found)}::text[])
    order by sha256`.execute(transaction);
  const documents = Object.fromEntries(rows.map(({ sha256, document }) => [sha256, document]));
  const outcomes = (await outcomesOf(transaction, campaign, item)).get(item) ?? [];
  return { ...rest, history: await readHistory(transaction, { campaign, item }), outcomes, documents };
}

export type ItemCounts = Readonly<Record<ItemState | "all" | "privileged" | "unseen" | "escalated" | "carriedOver", number>>;
const Counts = z.record(z.string(), z.int());

/** How many items of a campaign are in each state, and of how many (`unseen`) not everything was looked at, as far as the actor may see. */
export async function countItems(
  transaction: Work,
  campaign: string,
  of: Pick<ItemQuery, "reviewer" | "account"> = {},
): Promise<ItemCounts> {
  const { rows } = await sql`
    select count(*)::integer as "all", ${sql.join(states.map((state) => sql`(count(*) filter (where ${stateOfItem} = ${sql.lit(state)}))::integer as ${sql.ref(state)}`))},
      (count(*) filter (where i.is_privileged))::integer as privileged,
      (count(*) filter (where i.permissions -> 'unseen' is not null))::integer as unseen,
      (count(*) filter (where i.escalated_at is not null))::integer as escalated,
      (count(*) filter (where d.carried_from is not null))::integer as "carriedOver"
    from ${itemsWithDecision} where ${conditionOf({ campaign, ...of })}`.execute(transaction);
  const counted = Counts.parse(rows[0]);
  const of_ = (name: string): number => counted[name] ?? 0;
  return {
    ...{
      all: of_("all"),
      undecided: of_("undecided"),
      changed: of_("changed"),
      kept: of_("kept"),
      revoked: of_("revoked"),
      gone: of_("gone"),
    },
    ...{ privileged: of_("privileged"), unseen: of_("unseen"), escalated: of_("escalated"), carriedOver: of_("carriedOver") },
  };
}
const states: readonly ItemState[] = ["undecided", "changed", "kept", "revoked", "gone"];

export const noSuchItem = (campaign: string, item: string) =>
  new ReviewError("no-such-item", `campaign ${campaign} has no item ${item} in the accounts that you act for`);

const hashesIn = ({ permissions }: ReviewItem): readonly string[] => {
  const { attached, inline, groups, boundary, trust } = permissions;
  const uses = [
    ...attached,
    ...inline,
    ...groups.flatMap((group) => [...group.attached, ...group.inline]),
    ...(boundary ? [boundary] : []),
  ];
  return [...uses.map(({ sha256 }) => sha256), trust].filter((one) => one !== null);
};

function conditionOf({ campaign, reviewer, account, businessUnit, state, kind, isPrivileged, text }: ItemQuery) {
  const parts = [sql`i.campaign_id = ${campaign}`];
  if (reviewer !== undefined) {
    const ids = [reviewer].flat().map(reviewerId);
    parts.push(sql`(i.reviewer = any(${ids}::text[]) or i.escalated_to = any(${ids}::text[]))`);
  }
  if (account !== undefined) parts.push(sql`i.account_id = ${account}`);
  if (businessUnit !== undefined) parts.push(sql`i.business_unit = ${businessUnit}`);
  if (kind !== undefined) parts.push(sql`i.kind = ${kind}`);
  if (isPrivileged !== undefined) parts.push(sql`i.is_privileged = ${isPrivileged}`);
  if (state !== undefined) parts.push(sql`${stateOfItem} = ${state}`);
  if (text !== undefined && text !== "") {
    const wanted = text.toLowerCase();
    parts.push(sql`(position(${wanted} in lower(i.principal_name)) > 0 or position(${wanted} in lower(coalesce(i.arn, ''))) > 0
      or position(${wanted} in lower(i.principal_id)) > 0 or position(${wanted} in lower(coalesce(i.via, ''))) > 0 or i.item_id = ${wanted})`);
  }
  return sql.join(parts, sql` and `);
}
