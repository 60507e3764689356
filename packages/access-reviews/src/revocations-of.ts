import { type RawBuilder, sql } from "kysely";
import { actingOf, type Work } from "./acting.ts";
import { getCampaign } from "./get-campaign.ts";
import { readItems, stateOfItem } from "./item-rows.ts";
import { noSuchItem } from "./list-items.ts";
import type { Revocation } from "./revocation.ts";

/** What a campaign decided to take away and still stands, as far as the actor may see, in the order of accounts and items. */
export const revocationsOf = (transaction: Work, campaign: string): Promise<readonly Revocation[]> =>
  read(transaction, campaign, sql`${stateOfItem} = 'revoked'`);

/** Every item whose last word is to revoke, also where the principal changed since or is gone, perhaps by just that. */
export const decidedRevocations = (transaction: Work, campaign: string): Promise<readonly Revocation[]> =>
  read(transaction, campaign, sql`d.verdict = 'revoke'`);

async function read(transaction: Work, campaign: string, where: RawBuilder<unknown>): Promise<readonly Revocation[]> {
  await getCampaign(transaction, campaign);
  const items = await readItems(transaction, sql`i.campaign_id = ${campaign} and ${where}`, { orderBy: sql`i.account_id, i.item_id` });
  return items.flatMap(({ decision, item, account, kind, recordId, principalId, principalName, via, permissionHash }) =>
    decision?.what
      ? [
          {
            ...{ account, kind, recordId, principalId, principalName, via, what: decision.what, reason: decision.reason, permissionHash },
            because: { campaign, item },
          },
        ]
      : [],
  );
}

export interface Outcome {
  readonly campaign: string;
  readonly item: string;
  readonly planHash: string;
  readonly outcome: "planned" | "not-planned" | "applied" | "verified" | "failed" | "undone";
  readonly at: Date;
}

/** Notes what became of a revocation, as admin; saying the same twice adds nothing. */
export async function noteOutcome(transaction: Work, { campaign, item, planHash, outcome, at }: Outcome): Promise<void> {
  const { subject } = await actingOf(transaction);
  const [found] = await readItems(transaction, sql`i.campaign_id = ${campaign} and i.item_id = ${item}`);
  if (!found) throw noSuchItem(campaign, item);
  await transaction
    .insertInto("review_outcomes")
    .values({ campaign_id: campaign, account_id: found.account, item_id: item, plan_hash: planHash, outcome, noted_by: subject, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
