import { type Kysely, sql } from "kysely";
import type { Role } from "./actor.ts";

/**
 * Shows rows of a table to those alone who act for their account, the table's owner included. What belongs to no account is shown to
 * everyone who acts for any. Nothing is shown outside of `IamStore.as`. https://www.postgresql.org/docs/15/ddl-rowsecurity.html
 */
export async function guard(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  const account = sql.ref(column);
  // In a subquery of its own the setting is read once a statement, and not once a row.
  const named = sql`(select current_setting('plumbline.accounts', true))`;
  const isSeen = sql`(${named} = '*' or ${account} = any (string_to_array(${named}, ',')) or (${account} = '' and ${named} <> ''))`;
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
  await sql`alter table ${sql.table(table)} force row level security`.execute(db);
  await sql`create policy by_account on ${sql.table(table)} to plumbline_reader, plumbline_reviewer, plumbline_admin
    using ${isSeen} with check ${isSeen}`.execute(db);
  await sql`create policy everything on ${sql.table(table)} to plumbline_collector, plumbline_archivist using (true) with check (true)`.execute(
    db,
  );
}

/** Says what roles may do with a table. */
export async function grant(db: Kysely<unknown>, table: string, rights: Partial<Record<Role, string>>): Promise<void> {
  for (const [role, right] of Object.entries(rights))
    await sql`grant ${sql.raw(right)} on ${sql.table(table)} to ${sql.ref(`plumbline_${role}`)}`.execute(db);
}
