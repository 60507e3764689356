import { sql } from "kysely";
import type { Work } from "./acting.ts";
import { Campaign } from "./campaign.ts";
import { AccountCoverage } from "./coverage.ts";
import { ReviewError } from "./review-error.ts";

interface Row {
  campaign_id: string;
  name: string;
  state: string;
  opens_at: Date;
  due_at: Date;
  snapshot_at: Date;
  kinds: unknown;
  account_count: number;
  default_reviewer: string;
  carried_over_from: string | null;
  accepted_incomplete: boolean;
  opened_by: string;
  opened_at: Date;
  closed_by: string | null;
  closed_at: Date | null;
  accounts: { account: string; opening: unknown; closing: unknown }[];
}

/** Reads campaigns with those of their accounts that the actor may see, newest first. */
export async function readCampaigns(transaction: Work, { id, state }: { id?: string; state?: string }): Promise<readonly Campaign[]> {
  const { rows } = await sql<Row>`
    select c.*, (
      select jsonb_agg(jsonb_build_object('account', a.account_id, 'opening', a.opening, 'closing', a.closing) order by a.account_id)
      from review_accounts a where a.campaign_id = c.campaign_id) as accounts
    from campaigns c
    where true ${id === undefined ? sql`` : sql`and c.campaign_id = ${id}`} ${state === undefined ? sql`` : sql`and c.state = ${state}`}
    order by c.opened_at desc, c.campaign_id`.execute(transaction);
  return rows.map(toCampaign);
}

/** One campaign. Rejects with ReviewError `no-such-campaign`, also where it has no account that the actor may see. */
export async function getCampaign(transaction: Work, id: string): Promise<Campaign> {
  const [campaign] = await readCampaigns(transaction, { id });
  if (!campaign) throw new ReviewError("no-such-campaign", `there is no campaign ${id} in the accounts that you act for`);
  return campaign;
}

/** As getCampaign; rejects with ReviewError `not-all-accounts` unless the actor acts for all accounts of the campaign. */
export async function getWholeCampaign(transaction: Work, id: string): Promise<Campaign> {
  const campaign = await getCampaign(transaction, id);
  const { accounts, accountCount } = campaign;
  if (accounts.length < accountCount)
    throw new ReviewError("not-all-accounts", `campaign ${id} spans ${accountCount} accounts, and you act for ${accounts.length} of them`);
  return campaign;
}

function toCampaign(row: Row): Campaign {
  const gapsOf = (coverage: unknown) => AccountCoverage.parse(coverage).gaps;
  return Campaign.parse({
    ...{ id: row.campaign_id, name: row.name, state: row.state },
    ...{ opensAt: row.opens_at.toISOString(), dueAt: row.due_at.toISOString(), snapshotAt: row.snapshot_at.toISOString() },
    ...{ accounts: row.accounts.map(({ account }) => account), accountCount: row.account_count, kinds: row.kinds },
    ...{ defaultReviewer: row.default_reviewer, carriedOverFrom: row.carried_over_from, acceptedIncomplete: row.accepted_incomplete },
    gapsAtOpening: row.accounts.flatMap(({ opening }) => gapsOf(opening)),
    gapsAtClosing: row.state === "closed" ? row.accounts.flatMap(({ closing }) => gapsOf(closing)) : null,
    ...{ openedBy: row.opened_by, openedAt: row.opened_at.toISOString() },
    ...{ closedBy: row.closed_by, closedAt: row.closed_at?.toISOString() ?? null },
  });
}
