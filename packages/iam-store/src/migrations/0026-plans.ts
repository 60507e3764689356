import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

const tables: Readonly<Record<string, string>> = {
  // What a plan says of one account.
  plan_parts: `
    plan_hash text not null check (plan_hash ~ '^[0-9a-f]{64}$'),
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    account_kind text not null,
    account_count integer not null check (account_count > 0),
    run_id text not null,
    created_at timestamptz not null,
    evaluated_at timestamptz not null,
    made_by text not null,
    endpoint text,
    changes integer not null,
    irreversible integer not null,
    unplanned integer not null,
    imported_by text not null,
    imported_at timestamptz not null,
    primary key (plan_hash, account_id)`,
  plan_changes: `
    plan_hash text not null,
    account_id text not null,
    position integer not null,
    fingerprint text not null,
    change jsonb not null,
    primary key (plan_hash, position),
    foreign key (plan_hash, account_id) references plan_parts`,
  plan_unplanned: `
    plan_hash text not null,
    account_id text not null,
    position integer not null,
    fingerprint text not null,
    entry jsonb not null,
    primary key (plan_hash, position),
    foreign key (plan_hash, account_id) references plan_parts`,
};

/**
 * Remediation plans, cut by account. The file as a whole, which is what a hash and an approval are of, is seen by who acts for all of its
 * accounts. Approvals are only ever added: under the own name, of a plan that is seen as a whole, and never by who brought it in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const readers = sql`plumbline_reader, plumbline_reviewer, plumbline_admin`;
  const rights = { reader: "select", reviewer: "select", admin: "select", collector: "select, insert" };
  for (const [table, columns] of Object.entries(tables)) {
    await sql`create table ${sql.table(table)} (${sql.raw(columns)})`.execute(db);
    await guard(db, table, "account_id");
    await grant(db, table, rights);
  }
  await sql`create index plan_changes_by_fingerprint on plan_changes (account_id, fingerprint)`.execute(db);

  await sql`create table plan_files (
    plan_hash text primary key,
    account_ids text[] not null check (cardinality(account_ids) > 0),
    document text not null,
    imported_by text not null,
    imported_at timestamptz not null)`.execute(db);
  await secure(db, "plan_files");
  const named = sql`(select current_setting('plumbline.accounts', true))`;
  await sql`create policy whole on plan_files for select to ${readers}
    using (${named} = '*' or account_ids <@ string_to_array(${named}, ','))`.execute(db);
  await grant(db, "plan_files", rights);

  await sql`create table plan_approvals (
    approval_id bigint generated always as identity primary key,
    plan_hash text not null references plan_files,
    approver text not null check (approver <> ''),
    at timestamptz not null,
    expires timestamptz not null check (expires > at),
    note text)`.execute(db);
  await secure(db, "plan_approvals");
  const isSeen = sql`exists (select from plan_parts p where p.plan_hash = plan_approvals.plan_hash)`;
  await sql`create policy seen on plan_approvals for select to ${readers} using (${isSeen})`.execute(db);
  await sql`create policy own_word on plan_approvals for insert to plumbline_reviewer, plumbline_admin
    with check (approver = (select current_setting('plumbline.subject', true)) and exists (
      select from plan_files f where f.plan_hash = plan_approvals.plan_hash and f.imported_by <> plan_approvals.approver))`.execute(db);
  await grant(db, "plan_approvals", { reader: "select", reviewer: "select, insert", admin: "select, insert" });
}

/** As `guard` does, with policies of the table's own. */
async function secure(db: Kysely<unknown>, table: string): Promise<void> {
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
  await sql`alter table ${sql.table(table)} force row level security`.execute(db);
  const isTakenOn = sql`((select current_user) in ('plumbline_collector', 'plumbline_archivist'))`;
  await sql`create policy everything on ${sql.table(table)} to plumbline_collector, plumbline_archivist
    using ${isTakenOn} with check ${isTakenOn}`.execute(db);
}
