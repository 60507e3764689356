import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

const tables: Readonly<Record<string, string>> = {
  // `number` counts the flags that a thing has had, so that of two who flag it at once one does.
  flags: `
    flag_id bigint generated always as identity primary key,
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    kind text not null,
    record_id text not null,
    name text not null,
    number integer not null check (number > 0),
    reason text not null check (reason <> ''),
    flagged_by text not null,
    flagged_at timestamptz not null,
    unique (account_id, kind, record_id, number),
    unique (flag_id, account_id)`,
  // The end of a flag; there is one at most.
  unflags: `
    flag_id bigint primary key,
    account_id text not null,
    reason text not null check (reason <> ''),
    unflagged_by text not null,
    unflagged_at timestamptz not null,
    foreign key (flag_id, account_id) references flags (flag_id, account_id)`,
};

/** Marks of people on principals and accounts. They are only ever added, and under the own name alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    await sql`create table ${sql.table(table)} (${sql.raw(columns)})`.execute(db);
    await guard(db, table, "account_id");
    await grant(db, table, { reader: "select", reviewer: "select, insert", admin: "select, insert" });
    const by = sql.ref(table === "flags" ? "flagged_by" : "unflagged_by");
    await sql`create policy own_word on ${sql.table(table)} as restrictive for insert to plumbline_reviewer, plumbline_admin
      with check (${by} = (select current_setting('plumbline.subject', true)))`.execute(db);
  }
}
