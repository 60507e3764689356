import type { Work } from "./acting.ts";

/** What became of an item: in which plan, and who noted it when. */
export interface NotedOutcome {
  readonly item: string;
  readonly planHash: string;
  readonly outcome: string;
  readonly by: string;
  readonly at: string;
}

/** What became of revocations, by item, in the order in which it was noted; of one item where it is named. */
export async function outcomesOf(
  transaction: Work,
  campaign: string,
  item?: string,
): Promise<ReadonlyMap<string, readonly NotedOutcome[]>> {
  const all = transaction.selectFrom("review_outcomes").selectAll().where("campaign_id", "=", campaign).orderBy("outcome_id");
  const rows = await (item === undefined ? all : all.where("item_id", "=", item)).execute();
  return Map.groupBy(
    rows.map(
      ({ item_id, plan_hash, outcome, noted_by, at }): NotedOutcome => ({
        ...{ item: item_id, planHash: plan_hash, outcome, by: noted_by, at: at.toISOString() },
      }),
    ),
    (one) => one.item,
  );
}
