import { sql } from "kysely";
import { lockAccounts, type Work } from "./acting.ts";
import { getCampaign } from "./get-campaign.ts";
import { readItems, stateOfItem } from "./item-rows.ts";
import { settingsOf } from "./refresh-campaign.ts";
import { ReviewError } from "./review-error.ts";
import { isOwn, reviewerId } from "./routes.ts";

/**
 * Escalates what nobody has decided on at the due date, as admin: to the account's owner, else to the default reviewer or the alternate,
 * never to the principal itself. Before the due date it does nothing; what is escalated stays so.
 */
export async function escalate(
  transaction: Work,
  { campaign, at }: { campaign: string; at: Date },
): Promise<{ readonly escalated: number }> {
  await lockAccounts(transaction, campaign);
  const { state, dueAt } = await getCampaign(transaction, campaign);
  if (state === "closed") throw new ReviewError("not-open", `campaign ${campaign} is closed`);
  if (at.getTime() < Date.parse(dueAt)) return { escalated: 0 };
  return { escalated: await escalateUndecided(transaction, { campaign, at }) };
}

/** Escalates whatever is undecided, due or not. */
export async function escalateUndecided(transaction: Work, { campaign, at }: { campaign: string; at: Date }): Promise<number> {
  const { defaultReviewer } = await getCampaign(transaction, campaign);
  const { alternate, people } = await settingsOf(transaction, campaign);
  const mails = new Map(people.map(({ id, mail }) => [id, mail]));
  const accounts = await transaction
    .selectFrom("review_accounts")
    .select(["account_id", "owner", "owner_mail"])
    .where("campaign_id", "=", campaign)
    .execute();
  const owners = new Map(accounts.map((account) => [account.account_id, account]));
  const open = await readItems(
    transaction,
    sql`i.campaign_id = ${campaign} and i.escalated_at is null and ${stateOfItem} in ('undecided', 'changed')`,
  );
  const to = open.map(({ item, account, reviewer, ownNames }) => {
    const owner = owners.get(account);
    const able = [owner?.owner, defaultReviewer, alternate].flatMap((one) =>
      one?.trim() && !isOwn(one, ownNames) ? [reviewerId(one)] : [],
    );
    // Where there is nobody else it stays with the reviewer, and counts as escalated all the same.
    const who = able.find((one) => one !== reviewer) ?? reviewer;
    const isOwner = owner?.owner && reviewerId(owner.owner) === who;
    return { item, who, mail: (isOwner ? owner.owner_mail : mails.get(who)) ?? null };
  });
  if (to.length > 0)
    await sql`
      update review_items i set escalated_to = r.who, escalated_mail = case when r.who = i.reviewer then i.reviewer_mail else r.mail end,
        escalated_at = ${at}
      from jsonb_to_recordset(${JSON.stringify(to)}::text::jsonb) as r(item text, who text, mail text)
      where i.campaign_id = ${campaign} and i.item_id = r.item`.execute(transaction);
  return to.length;
}
