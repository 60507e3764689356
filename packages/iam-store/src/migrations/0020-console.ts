import { type Kysely, sql } from "kysely";
import { createRole, grant, guard } from "../row-security.ts";

/** Who may take the role on, but has not, sees nothing. */
const isTakenOn = sql`((select current_user) = 'plumbline_console')`;

/**
 * What the console keeps: sign-ins under way, sessions, grants and the audit log. Sign-ins and sessions belong to nobody's account: the role
 * `plumbline_console` alone, which knows who asks before any account is named, may touch them. It reads grants and sees no inventory.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createRole(db, "plumbline_console");
  await sessions(db);
  await grants(db);
  await audit(db);
}

/** Cookies are kept as hashes: who reads the table can sign in as nobody. */
async function sessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table console_sign_ins (
      id_hash text primary key,
      state text not null,
      nonce text not null,
      verifier text not null,
      return_to text not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`
    create table console_sessions (
      id_hash text primary key,
      subject text not null,
      name text not null,
      groups jsonb not null,
      via text not null check (via in ('oidc', 'dev')),
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
  for (const table of ["console_sign_ins", "console_sessions"]) {
    await sql`create index ${sql.ref(`${table}_by_end`)} on ${sql.table(table)} (expires_at)`.execute(db);
    await onlyConsole(db, table);
    await sql`grant select, insert, update, delete on ${sql.table(table)} to plumbline_console`.execute(db);
  }
}

/** A grant for every account has the account `*`: only who acts for every account sees it and makes one. */
async function grants(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table console_grants (
      grant_id bigint generated always as identity primary key,
      principal_kind text not null check (principal_kind in ('subject', 'group')),
      principal text not null check (principal <> ''),
      role text not null check (role in ('reader', 'reviewer', 'admin')),
      account_id text not null check (account_id = '*' or account_id ~ '^[0-9]{12}$'),
      granted_by text not null,
      granted_at timestamptz not null,
      revoked_by text,
      revoked_at timestamptz
    )`.execute(db);
  await sql`create unique index console_grants_now on console_grants (principal_kind, principal, role, account_id)
    where revoked_at is null`.execute(db);
  await guard(db, "console_grants", "account_id");
  await sql`create policy console on console_grants to plumbline_console using ${isTakenOn}`.execute(db);
  await sql`grant select on console_grants to plumbline_console`.execute(db);
  await grant(db, "console_grants", { admin: "select, insert, update" });
}

/** Nobody changes a line or takes one away, the owner of the table included. A line is written under the writer's own name alone. */
async function audit(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table console_audit (
      audit_id bigint generated always as identity primary key,
      at timestamptz not null,
      request_id text not null,
      subject text not null,
      action text not null,
      target text not null,
      account_id text not null check (account_id = '' or account_id ~ '^[0-9]{12}$'),
      outcome text not null check (outcome in ('done', 'refused', 'failed')),
      detail text not null,
      address text not null
    )`.execute(db);
  await sql`create index console_audit_by_account on console_audit (account_id, audit_id)`.execute(db);
  await sql`create function console_audit_stays() returns trigger language plpgsql as ${sql.lit(
    "begin raise exception 'the audit log is only added to'; end",
  )}`.execute(db);
  await sql`create trigger stays before update or delete or truncate on console_audit execute function console_audit_stays()`.execute(db);
  await sql`alter table console_audit enable row level security`.execute(db);
  await sql`alter table console_audit force row level security`.execute(db);
  const named = sql`(select current_setting('plumbline.accounts', true))`;
  const own = sql`subject = (select current_setting('plumbline.subject', true))`;
  await sql`create policy written on console_audit for insert to plumbline_console, plumbline_reader, plumbline_reviewer, plumbline_admin
    with check (${own})`.execute(db);
  await sql`create policy seen on console_audit for select to plumbline_admin
    using (${named} = '*' or account_id = any (string_to_array(${named}, ',')))`.execute(db);
  await sql`grant insert on console_audit to plumbline_console, plumbline_reader, plumbline_reviewer`.execute(db);
  await sql`grant select, insert on console_audit to plumbline_admin`.execute(db);
}

async function onlyConsole(db: Kysely<unknown>, table: string): Promise<void> {
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
  await sql`alter table ${sql.table(table)} force row level security`.execute(db);
  await sql`create policy console on ${sql.table(table)} to plumbline_console using ${isTakenOn} with check ${isTakenOn}`.execute(db);
}
