import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

/** What accounts cost in a month, and on which day which payer was asked: a request costs money, so that the day is claimed before it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_costs (
      account_id text not null check (account_id ~ '^[0-9]{12}$'),
      month date not null,
      payer text not null,
      amount numeric not null,
      currency text not null,
      asked_at timestamptz not null,
      primary key (account_id, month)
    )`.execute(db);
  await sql`
    create table cost_requests (
      payer text not null check (payer ~ '^[0-9]{12}$'),
      day date not null,
      asked_at timestamptz not null,
      failure text,
      primary key (payer, day)
    )`.execute(db);
  await guard(db, "account_costs", "account_id");
  await guard(db, "cost_requests", "payer");
  await grant(db, "account_costs", { reader: "select", reviewer: "select", admin: "select", collector: "select, insert, update" });
  await grant(db, "cost_requests", { collector: "select, insert, update" });
}
