import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Work } from "./acting.ts";
import { Decision } from "./decision.ts";
import { ItemState, ReviewItem } from "./review-item.ts";

const Texts = z.array(z.string());

/** Columns of `review_decisions d` as JSON under the names of Decision. */
const decisionJson = sql`case when d.seq is null then null else jsonb_build_object('campaign', d.campaign_id, 'account', d.account_id,
  'seq', d.seq, 'item', d.item_id, 'permissionHash', d.permission_hash, 'verdict', d.verdict, 'what', d.what, 'reason', d.reason,
  'by', d.decided_by, 'at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'carriedFrom', d.carried_from,
  'previous', d.previous, 'hash', d.hash) end`;

/** Items as `i`, each with its last decision as `d`. */
export const itemsWithDecision = sql`review_items i left join lateral (
  select * from review_decisions x where x.campaign_id = i.campaign_id and x.account_id = i.account_id and x.item_id = i.item_id
  order by x.seq desc limit 1) d on true`;

/** The state of an item, as ItemState tells it. A decision stands while its principal holds nothing beyond what was decided on. */
export const stateOfItem = sql`case when i.gone_at is not null then 'gone'
  when d.seq is null then case when i.changed_at is null then 'undecided' else 'changed' end
  when d.permission_hash <> i.permission_hash and coalesce(i.holds_more, true) then 'changed'
  when d.verdict = 'keep' then 'kept' else 'revoked' end`;

interface Row {
  campaign_id: string;
  account_id: string;
  item_id: string;
  kind: string;
  record_id: string;
  principal_id: string;
  principal_name: string;
  arn: string | null;
  via: string | null;
  business_unit: string | null;
  opening_hash: string;
  permission_hash: string;
  permissions: unknown;
  is_privileged: boolean;
  privileged_because: unknown;
  reviewer: string;
  routed_by: string;
  own_names: unknown;
  changed_at: Date | null;
  gone_at: Date | null;
  escalated_to: string | null;
  escalated_at: Date | null;
  state: string;
  decision: unknown;
}
export interface ReadItem extends ReviewItem {
  readonly ownNames: readonly string[];
}

/** Items that fit a condition over `i` and `d`, in the order of their ids. */
export async function readItems(
  transaction: Work,
  where: RawBuilder<unknown>,
  { limit, orderBy = sql`i.item_id` }: { limit?: number; orderBy?: RawBuilder<unknown> } = {},
) {
  const { rows } = await sql<Row>`
    select i.*, ${stateOfItem} as state, ${decisionJson} as decision from ${itemsWithDecision}
    where ${where} order by ${orderBy} ${limit === undefined ? sql`` : sql`limit ${limit}`}`.execute(transaction);
  return rows.map(toItem);
}

/** All decisions on one item, first to last. */
export async function readHistory(transaction: Work, { campaign, item }: { campaign: string; item: string }): Promise<readonly Decision[]> {
  const { rows } = await sql<{ decision: unknown }>`select ${decisionJson} as decision from review_decisions d
    where d.campaign_id = ${campaign} and d.item_id = ${item} order by d.seq`.execute(transaction);
  return rows.map(({ decision }) => Decision.parse(decision));
}

/** The last decision to revoke of each item that has one. */
export async function readRevokes(transaction: Work, campaign: string): Promise<ReadonlyMap<string, Decision>> {
  const { rows } = await sql<{ decision: unknown }>`select distinct on (d.item_id) ${decisionJson} as decision from review_decisions d
    where d.campaign_id = ${campaign} and d.verdict = 'revoke' order by d.item_id, d.seq desc`.execute(transaction);
  return new Map(rows.map(({ decision }) => Decision.parse(decision)).map((decision) => [decision.item, decision]));
}

/** A page of a campaign's decisions, by account and number. */
export async function readDecisions(
  transaction: Work,
  { campaign, account, after, limit }: { campaign: string; account: string; after: number; limit: number },
): Promise<readonly Decision[]> {
  const { rows } = await sql<{ decision: unknown }>`select ${decisionJson} as decision from review_decisions d
    where d.campaign_id = ${campaign} and d.account_id = ${account} and d.seq > ${after} order by d.seq limit ${limit}`.execute(
    transaction,
  );
  return rows.map(({ decision }) => Decision.parse(decision));
}

function toItem(row: Row): ReadItem {
  const item = ReviewItem.parse({
    ...{ campaign: row.campaign_id, item: row.item_id, account: row.account_id, kind: row.kind, recordId: row.record_id },
    ...{ principalId: row.principal_id, principalName: row.principal_name, arn: row.arn, via: row.via, businessUnit: row.business_unit },
    ...{ permissionHash: row.permission_hash, permissions: row.permissions, openingHash: row.opening_hash },
    ...{ isPrivileged: row.is_privileged, privilegedBecause: row.privileged_because, reviewer: row.reviewer, routedBy: row.routed_by },
    ...{ changedAt: row.changed_at?.toISOString() ?? null, goneAt: row.gone_at?.toISOString() ?? null },
    ...{ escalatedTo: row.escalated_to, escalatedAt: row.escalated_at?.toISOString() ?? null },
    ...{ state: ItemState.parse(row.state), decision: row.decision },
  });
  return { ...item, ownNames: Texts.parse(row.own_names) };
}
