import { type Kysely, sql } from "kysely";

/** Things, and every version of each with the time for which it held. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table records (
      listing text not null,
      kind text not null,
      record_id text not null,
      account_id text not null check (account_id = '' or account_id ~ '^[0-9]{12}$'),
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null,
      deleted_at timestamptz,
      primary key (listing, kind, record_id)
    ) with (fillfactor = 80)`.execute(db);
  await sql`
    create table versions (
      version_id bigint generated always as identity primary key,
      listing text not null,
      kind text not null,
      record_id text not null,
      account_id text not null check (account_id = '' or account_id ~ '^[0-9]{12}$'),
      name text not null,
      arn text,
      created_at timestamptz,
      updated_at timestamptz,
      hash text not null,
      facts jsonb not null,
      valid_from timestamptz not null,
      valid_to timestamptz,
      check (valid_to > valid_from),
      foreign key (listing, kind, record_id) references records
    )`.execute(db);
  await sql`create unique index versions_now on versions (listing, kind, record_id) where valid_to is null`.execute(db);
  await sql`create unique index versions_of_record on versions (listing, kind, record_id, valid_from)`.execute(db);
  await sql`create index versions_by_account on versions (kind, account_id, record_id) where valid_to is null`.execute(db);
  await sql`create index versions_by_name on versions (kind, name) where valid_to is null`.execute(db);
  await sql`create index versions_by_time on versions (kind, valid_from, valid_to)`.execute(db);
  await sql`
    create table listings (
      listing text primary key,
      account_id text not null,
      run_id text not null,
      at timestamptz not null
    )`.execute(db);
}
