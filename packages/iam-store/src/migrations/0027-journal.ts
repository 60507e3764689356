import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

/**
 * A copy of what journals hold, for people to read; the journal itself stays where it was written. `hash` is the record's own, or that of
 * the content where the journal was not chained. Entries are only ever added.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table journal_entries (
    hash text primary key,
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    place integer not null,
    at timestamptz not null,
    run_id text not null,
    action text not null check (action in ('apply', 'undo')),
    status text not null,
    made_by text not null,
    plan_hash text,
    change_id text not null,
    resource_type text not null,
    resource_id text not null,
    check_id text not null,
    entry jsonb not null,
    imported_at timestamptz not null)`.execute(db);
  await guard(db, "journal_entries", "account_id");
  const read = { reader: "select", reviewer: "select", admin: "select" };
  await grant(db, "journal_entries", { ...read, collector: "select, insert" });
  await sql`create index journal_entries_in_order on journal_entries (at, place, hash)`.execute(db);
  await sql`create index journal_entries_by_change on journal_entries (account_id, change_id)`.execute(db);
}
