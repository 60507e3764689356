import { type RawBuilder, sql } from "kysely";
import { actingOf, type Work } from "./acting.ts";
import type { Decision } from "./decision.ts";
import { getCampaign } from "./get-campaign.ts";
import { readItems, readRevokes, stateOfItem } from "./item-rows.ts";
import { noSuchItem } from "./list-items.ts";
import type { ReviewItem } from "./review-item.ts";
import type { Revocation } from "./revocation.ts";

/** What a campaign decided to take away and still stands, as far as the actor may see, in the order of accounts and items. */
export const revocationsOf = (transaction: Work, campaign: string): Promise<readonly Revocation[]> =>
  read(transaction, campaign, sql`${stateOfItem} = 'revoked'`);

export interface EverRevoked {
  /** As the last decision to revoke has it. */
  readonly revocation: Revocation;
  readonly item: string;
  /** The last decision of all; where it is `keep`, what was planned before or even made is not what is wanted any more. */
  readonly last: Decision;
}

/**
 * Every item that somebody decided to revoke, whatever was decided on it last and also where the principal changed since or is gone, perhaps
 * by just that.
 */
export async function everRevoked(transaction: Work, campaign: string): Promise<readonly EverRevoked[]> {
  await getCampaign(transaction, campaign);
  const words = await readRevokes(transaction, campaign);
  const ids = [...words.keys()];
  return (await inOrder(transaction, sql`i.campaign_id = ${campaign} and i.item_id = any(${ids}::text[])`)).flatMap((item) => {
    const word = words.get(item.item);
    const revocation = word && toRevocation(item, word);
    return revocation && item.decision ? [{ revocation, item: item.item, last: item.decision }] : [];
  });
}

const inOrder = (transaction: Work, where: RawBuilder<unknown>) => readItems(transaction, where, { orderBy: sql`i.account_id, i.item_id` });

async function read(transaction: Work, campaign: string, where: RawBuilder<unknown>): Promise<readonly Revocation[]> {
  await getCampaign(transaction, campaign);
  const items = await inOrder(transaction, sql`i.campaign_id = ${campaign} and ${where}`);
  return items.flatMap((item) => (item.decision && toRevocation(item, item.decision)) ?? []);
}

function toRevocation(of: ReviewItem, { what, reason }: Decision): Revocation | undefined {
  const { campaign, item, account, kind, recordId, principalId, principalName, via, permissionHash } = of;
  if (what === null) return undefined;
  return { account, kind, recordId, principalId, principalName, via, what, reason, permissionHash, because: { campaign, item } };
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
