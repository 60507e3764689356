import { type Kysely, sql } from "kysely";
import type { Role } from "./actor.ts";

/** Who merely inherits from the roles that see everything, as the table's owner does, has not taken one on. */
export const isTakenOn = sql`((select current_user) in ('plumbline_collector', 'plumbline_archivist'))`;

/**
 * Shows rows of a table to those alone who act for their account, the table's owner included. What belongs to no account is shown to
 * everyone who acts for any. Nothing is shown outside of `IamStore.as`. https://www.postgresql.org/docs/15/ddl-rowsecurity.html
 */
export async function guard(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  const account = sql.ref(column);
  // In a subquery of its own the setting is read once a statement, and not once a row.
  const named = sql`(select current_setting('plumbline.accounts', true))`;
  // Hashed, so that a row costs the same among a thousand accounts.
  const list = sql`(select unnest(string_to_array(current_setting('plumbline.accounts', true), ',')))`;
  const isSeen = sql`(${named} = '*' or ${account} in ${list} or (${account} = '' and ${named} <> ''))`;
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
  await sql`alter table ${sql.table(table)} force row level security`.execute(db);
  await sql`create policy by_account on ${sql.table(table)} to plumbline_reader, plumbline_reviewer, plumbline_admin
    using ${isSeen} with check ${isSeen}`.execute(db);
  await sql`create policy everything on ${sql.table(table)} to plumbline_collector, plumbline_archivist
    using ${isTakenOn} with check ${isTakenOn}`.execute(db);
}

/** Says what roles may do with a table. */
export async function grant(db: Kysely<unknown>, table: string, rights: Partial<Record<Role, string>>): Promise<void> {
  for (const [role, right] of Object.entries(rights))
    await sql`grant ${sql.raw(right)} on ${sql.table(table)} to ${sql.ref(`plumbline_${role}`)}`.execute(db);
}

/**
 * Makes a role that nobody logs in by, and lets the one who migrates take it on. Roles belong to the whole server: it may be there from
 * another database, or come from a migration of one at the same instant.
 */
export async function createRole(db: Kysely<unknown>, name: string): Promise<void> {
  await sql`do ${sql.lit(`begin
    if not exists (select from pg_roles where rolname = '${name}') then create role ${name} nologin; end if;
  exception when duplicate_object or unique_violation then null;
  end`)}`.execute(db);
  // Who may not grant a role may have been given it by somebody else.
  await sql`do ${sql.lit(`begin
    grant ${name} to current_user;
  exception when insufficient_privilege then
    if not pg_has_role(current_user, '${name}', 'member') then raise; end if;
  end`)}`.execute(db);
  await sql`grant usage on schema public to ${sql.ref(name)}`.execute(db);
}
