import { isMailAllowed } from "@plumbline/delivery/config";
import type { Mail } from "@plumbline/delivery/smtp";
import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import type { Work } from "./acting.ts";
import type { Campaign } from "./campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { itemsWithDecision, stateOfItem } from "./item-rows.ts";
import { reminderMail, type Waiting } from "./reminder-mail.ts";
import { ReviewError } from "./review-error.ts";

export interface Reminding {
  readonly campaign: string;
  readonly at: Date;
  readonly from: string;
  /** Addresses and domains that mail may go to: owners come from tags, which many people may write. */
  readonly mailAllowed: readonly string[];
  readonly consoleUrl?: string | undefined;
  send(mail: Mail): Promise<void>;
}
export interface Reminded {
  readonly sent: readonly string[];
  /** Who had theirs today already, or another run is sending it. */
  readonly alreadyToday: readonly string[];
  /** Who has no address, or one that mail may not go to. */
  readonly unreachable: readonly { readonly reviewer: string; readonly why: string }[];
  /** To whom it could not be sent; the next run tries again. */
  readonly failed: readonly { readonly reviewer: string; readonly why: string }[];
}

/** How long a run may take to send a mail before another one takes it for dead and sends it again. */
const leaseMinutes = 10;

interface Due {
  readonly reviewer: string;
  readonly mail: string | null;
  readonly waiting: readonly Waiting[];
}

/**
 * Mails each reviewer with undecided items once a day (UTC), as admin. Each mail is noted before it is sent and after: a run that dies in
 * between is made good by a later one, with a mail of the same id.
 */
export async function remind(store: IamStore, actor: Actor, reminding: Reminding): Promise<Reminded> {
  const { campaign: id, at, mailAllowed } = reminding;
  const day = at.toISOString().slice(0, 10);
  const { campaign, due } = await store.as(actor, async (transaction) => {
    const found = await getCampaign(transaction, id);
    if (found.state === "closed") throw new ReviewError("not-open", `campaign ${id} is closed: nobody is reminded of it`);
    if (at.getTime() < Date.parse(found.opensAt)) throw new ReviewError("not-open", `campaign ${id} opens at ${found.opensAt}`);
    return { campaign: found, due: await waitingOf(transaction, id) };
  });

  const sent: string[] = [];
  const alreadyToday: string[] = [];
  const unreachable: { reviewer: string; why: string }[] = [];
  const failed: { reviewer: string; why: string }[] = [];
  for (const { reviewer, mail: to, waiting } of due) {
    if (to === null || !isMailAllowed(to, mailAllowed)) {
      unreachable.push({ reviewer, why: to === null ? "no address is known" : `mail to ${to} is not allowed` });
      continue;
    }
    const mine = await store.as(actor, (transaction) => claim(transaction, { id, reviewer, day, at, waiting }));
    if (mine.length === 0) {
      alreadyToday.push(reviewer);
      continue;
    }
    const { from, consoleUrl } = reminding;
    try {
      await reminding.send(
        reminderMail({ campaign, reviewer, to, from, day, consoleUrl, waiting: waiting.filter(({ account }) => mine.includes(account)) }),
      );
    } catch (error) {
      await store.as(actor, (transaction) => note(transaction, { id, reviewer, day, mine, set: sql`begun_at = 'epoch'` }));
      failed.push({ reviewer, why: error instanceof Error ? error.message : String(error) });
      continue;
    }
    await store.as(actor, (transaction) => note(transaction, { id, reviewer, day, mine, set: sql`sent_at = ${at}` }));
    sent.push(reviewer);
  }
  return { sent, alreadyToday, unreachable, failed };
}

/** Who has to decide on what, by reviewer and account. Once it is escalated that is who it was escalated to. */
async function waitingOf(transaction: Work, campaign: Campaign["id"]): Promise<readonly Due[]> {
  const { rows } = await sql<{
    reviewer: string;
    mail: string | null;
    account: string;
    items: number;
    privileged: number;
    escalated: number;
  }>`
    select coalesce(i.escalated_to, i.reviewer) as reviewer,
      max(case when i.escalated_to is null then i.reviewer_mail else i.escalated_mail end) as mail, i.account_id as account,
      count(*)::integer as items, (count(*) filter (where i.is_privileged))::integer as privileged,
      (count(*) filter (where i.escalated_to is not null))::integer as escalated
    from ${itemsWithDecision} where i.campaign_id = ${campaign} and ${stateOfItem} in ('undecided', 'changed')
    group by 1, 3 order by 1, 3`.execute(transaction);
  return [...Map.groupBy(rows, ({ reviewer }) => reviewer)].map(([reviewer, of]) => ({
    ...{ reviewer, mail: of.find(({ mail }) => mail !== null)?.mail ?? null },
    waiting: of.map(({ account, items, privileged, escalated }) => ({ account, items, privileged, escalated })),
  }));
}

interface Claim {
  readonly id: string;
  readonly reviewer: string;
  readonly day: string;
  readonly at: Date;
  readonly waiting: readonly Waiting[];
}

/** Notes that a mail is being sent, and answers the accounts of which nobody else has sent it today. */
async function claim(transaction: Work, { id, reviewer, day, at, waiting }: Claim): Promise<readonly string[]> {
  const { rows } = await sql<{ account_id: string }>`
    insert into review_reminders (campaign_id, account_id, reviewer, day, begun_at)
    select ${id}, account, ${reviewer}, ${day}::date, ${at}::timestamptz from unnest(${waiting.map(({ account }) => account)}::text[]) as account
    on conflict (campaign_id, account_id, reviewer, day) do update set begun_at = excluded.begun_at
      where review_reminders.sent_at is null and review_reminders.begun_at < excluded.begun_at - make_interval(mins => ${leaseMinutes})
    returning account_id`.execute(transaction);
  return rows.map(({ account_id }) => account_id);
}

interface Note {
  readonly id: string;
  readonly reviewer: string;
  readonly day: string;
  readonly mine: readonly string[];
  readonly set: ReturnType<typeof sql>;
}
const note = (transaction: Work, { id, reviewer, day, mine, set }: Note) =>
  sql`update review_reminders set ${set} where campaign_id = ${id} and reviewer = ${reviewer} and day = ${day}::date
    and account_id = any(${mine}::text[])`.execute(transaction);
