import { sql } from "kysely";
import { actingOf, lockAccounts, type Work } from "./acting.ts";
import type { Campaign } from "./campaign.ts";
import { escalateUndecided } from "./escalate.ts";
import { getWholeCampaign } from "./get-campaign.ts";
import { countItems, type ItemCounts } from "./list-items.ts";
import { readRosters } from "./read-rosters.ts";
import { markAccount, settingsOf } from "./refresh-campaign.ts";
import { ReviewError } from "./review-error.ts";
import { storeDocuments, storeRoster } from "./store-items.ts";

export interface Closed {
  readonly campaign: Campaign;
  readonly counts: ItemCounts;
  /** False where it was closed already. */
  readonly isNew: boolean;
}

/**
 * Closes a campaign, as admin of all its accounts: looks once more at what its accounts hold, keeps that as the roster after, and escalates
 * what is undecided, which does not count as kept. Closing once more changes nothing. Before the due date ReviewError `not-due` refuses it
 * while something is undecided, unless `isEarly`.
 */
export async function closeCampaign(
  transaction: Work,
  { campaign: id, at, isEarly = false }: { campaign: string; at: Date; isEarly?: boolean },
): Promise<Closed> {
  const { subject } = await actingOf(transaction);
  await lockAccounts(transaction, id);
  const campaign = await getWholeCampaign(transaction, id);
  if (campaign.state === "closed") return { campaign, counts: await countItems(transaction, id), isNew: false };
  if (at.getTime() < Date.parse(campaign.openedAt))
    throw new ReviewError("bad-input", `campaign ${id} was opened at ${campaign.openedAt}: it can't close before that`);

  const settings = await settingsOf(transaction, id);
  const { maxAgeHours } = settings;
  for await (const roster of readRosters(transaction, { at, accounts: campaign.accounts, kinds: campaign.kinds, maxAgeHours })) {
    await markAccount(transaction, { campaign: id, at, settings, roster });
    await storeDocuments(transaction, { campaign: id, account: roster.account, documents: roster.documents });
    await storeRoster(transaction, id, roster.principals);
    await transaction
      .updateTable("review_accounts")
      .set({ closing: JSON.stringify(roster.coverage) })
      .where("campaign_id", "=", id)
      .where("account_id", "=", roster.account)
      .execute();
  }
  const before = await countItems(transaction, id);
  const open = before.undecided + before.changed;
  if (open > 0 && !isEarly && at.getTime() < Date.parse(campaign.dueAt))
    throw new ReviewError(
      "not-due",
      `campaign ${id} is due at ${campaign.dueAt} and ${open} of its items are undecided: wait, or say that it is closed early`,
    );
  await escalateUndecided(transaction, { campaign: id, at });
  await sql`update campaigns set state = 'closed', closed_by = ${subject}, closed_at = ${at} where campaign_id = ${id}`.execute(
    transaction,
  );
  return { campaign: await getWholeCampaign(transaction, id), counts: await countItems(transaction, id), isNew: true };
}
