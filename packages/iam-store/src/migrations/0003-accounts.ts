import { type Kysely, sql } from "kysely";

/** Roles to go into other accounts by, under the names that the tables of iso-cloud-auditor had, and what people know of an account. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aws_cross_account_roles (
      aws_account_id text not null check (aws_account_id ~ '^[0-9]{12}$'),
      role_arn text primary key,
      external_id text,
      working boolean,
      failure text,
      insert_ts timestamptz not null default now(),
      last_used_ts timestamptz
    )`.execute(db);
  await sql`
    create table accounts (
      account_id text primary key check (account_id ~ '^[0-9]{12}$'),
      name text not null default '',
      business_unit text,
      owner text,
      support_team text,
      security_contact text,
      updated_at timestamptz not null
    )`.execute(db);
}
