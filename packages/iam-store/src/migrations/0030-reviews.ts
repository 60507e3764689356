import { type Kysely, sql } from "kysely";
import { grant, guard, isTakenOn } from "../row-security.ts";

const tables: Readonly<Record<string, string>> = {
  campaigns: `
    campaign_id text primary key,
    name text not null,
    state text not null check (state in ('open', 'closed')),
    opens_at timestamptz not null,
    due_at timestamptz not null check (due_at > opens_at),
    snapshot_at timestamptz not null,
    kinds jsonb not null,
    account_count integer not null check (account_count > 0),
    default_reviewer text not null,
    settings jsonb not null,
    carried_over_from text,
    accepted_incomplete boolean not null,
    opened_by text not null,
    opened_at timestamptz not null,
    closed_by text,
    closed_at timestamptz,
    check ((state = 'closed') = (closed_at is not null and closed_by is not null))`,
  // Gaps, cells and the head of the chain of decisions in each account of a campaign.
  review_accounts: `
    campaign_id text not null references campaigns,
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    name text not null,
    business_unit text,
    owner text,
    owner_mail text,
    opening jsonb not null,
    closing jsonb,
    decisions integer not null default 0,
    head text not null,
    primary key (campaign_id, account_id)`,
  // Texts of policies, each once an account.
  review_documents: `
    campaign_id text not null,
    account_id text not null,
    sha256 text not null,
    document jsonb not null,
    primary key (campaign_id, account_id, sha256),
    foreign key (campaign_id, account_id) references review_accounts`,
  review_items: `
    campaign_id text not null,
    account_id text not null,
    item_id text not null,
    kind text not null,
    record_id text not null,
    principal_id text not null,
    principal_name text not null,
    arn text,
    via text,
    business_unit text,
    opening_hash text not null,
    opening_permissions jsonb not null,
    permission_hash text not null,
    permissions jsonb not null,
    is_privileged boolean not null,
    privileged_because jsonb not null,
    reviewer text not null,
    reviewer_mail text,
    routed_by text not null,
    own_names jsonb not null,
    changed_at timestamptz,
    gone_at timestamptz,
    escalated_to text,
    escalated_mail text,
    escalated_at timestamptz,
    primary key (campaign_id, item_id),
    unique (campaign_id, account_id, item_id),
    foreign key (campaign_id, account_id) references review_accounts`,
  // One chain for each campaign and account: what follows a record is unique, and it must be there.
  review_decisions: `
    campaign_id text not null,
    account_id text not null,
    seq integer not null check (seq > 0),
    item_id text not null,
    permission_hash text not null,
    verdict text not null check (verdict in ('keep', 'revoke')),
    what text,
    reason text not null,
    decided_by text not null,
    at timestamptz not null,
    carried_from jsonb,
    previous text not null,
    hash text not null,
    primary key (campaign_id, account_id, seq),
    unique (campaign_id, account_id, previous),
    unique (campaign_id, account_id, hash),
    check ((verdict = 'revoke') = (what is not null)),
    check (verdict = 'keep' or reason <> ''),
    foreign key (campaign_id, account_id, item_id) references review_items (campaign_id, account_id, item_id)`,
  // Who was there when the campaign closed.
  review_rosters: `
    campaign_id text not null,
    account_id text not null,
    item_id text not null,
    kind text not null,
    record_id text not null,
    principal_id text not null,
    principal_name text not null,
    arn text,
    via text,
    permission_hash text not null,
    permissions jsonb not null,
    is_privileged boolean not null,
    privileged_because jsonb not null,
    primary key (campaign_id, item_id),
    foreign key (campaign_id, account_id) references review_accounts`,
  // A reminder that was begun and not sent is sent again.
  review_reminders: `
    campaign_id text not null,
    account_id text not null,
    reviewer text not null,
    day date not null,
    begun_at timestamptz not null,
    sent_at timestamptz,
    primary key (campaign_id, account_id, reviewer, day),
    foreign key (campaign_id, account_id) references review_accounts`,
  // What became of a revocation: planned, applied, undone.
  review_outcomes: `
    outcome_id bigint generated always as identity primary key,
    campaign_id text not null,
    account_id text not null,
    item_id text not null,
    plan_hash text not null,
    outcome text not null,
    noted_by text not null,
    at timestamptz not null,
    unique (campaign_id, item_id, plan_hash, outcome),
    foreign key (campaign_id, account_id, item_id) references review_items (campaign_id, account_id, item_id)`,
};

/**
 * Access reviews. Decisions are only ever added; see 0032 for how that is kept. Who writes a decision is the subject
 * that the transaction acts for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) await sql`create table ${sql.table(table)} (${sql.raw(columns)})`.execute(db);
  await sql`create index review_items_by_reviewer on review_items (campaign_id, reviewer, item_id)`.execute(db);
  await sql`create index review_decisions_by_item on review_decisions (campaign_id, item_id, seq desc)`.execute(db);

  // A campaign is seen by who sees one of its accounts.
  await sql`alter table campaigns enable row level security`.execute(db);
  await sql`alter table campaigns force row level security`.execute(db);
  const isSeen = sql`exists (select from review_accounts a where a.campaign_id = campaigns.campaign_id)`;
  const readers = sql`plumbline_reader, plumbline_reviewer, plumbline_admin`;
  await sql`create policy seen on campaigns for select to ${readers} using (${isSeen})`.execute(db);
  await sql`create policy opened on campaigns for insert to plumbline_admin with check (state = 'open')`.execute(db);
  await sql`create policy changed on campaigns for update to plumbline_admin using (${isSeen}) with check (${isSeen})`.execute(db);
  await sql`create policy everything on campaigns to plumbline_collector, plumbline_archivist
    using ${isTakenOn} with check ${isTakenOn}`.execute(db);

  for (const table of Object.keys(tables)) {
    if (table !== "campaigns") await guard(db, table, "account_id");
    await grant(db, table, { reader: "select", reviewer: "select", admin: "select, insert", archivist: "select, delete" });
  }
  for (const table of ["campaigns", "review_accounts", "review_items", "review_reminders"]) await grant(db, table, { admin: "update" });
  await grant(db, "review_decisions", { reviewer: "insert" });
  // To lock the chain and to move its head.
  await grant(db, "review_accounts", { reviewer: "update (decisions, head)" });
  const isOwn = sql`decided_by = (select current_setting('plumbline.subject', true))`;
  await sql`create policy own_word on review_decisions as restrictive for insert to plumbline_admin with check (${isOwn})`.execute(db);
  await sql`create policy own_fresh_word on review_decisions as restrictive for insert to plumbline_reviewer
    with check (${isOwn} and carried_from is null)`.execute(db);
}
