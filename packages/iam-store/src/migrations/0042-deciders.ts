import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

/**
 * Under which other names somebody decided, as the sign-in knew them. They stand beside the chain, whose hashes are of what its rows say. A decision's
 * names come with it, in its own transaction, which `xmin` tells, and stay: a savepoint has a number of its own, and none may stand around a decision.
 * https://www.postgresql.org/docs/15/ddl-system-columns.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table review_deciders (
    campaign_id text not null,
    account_id text not null,
    hash text not null,
    names text[] not null check (cardinality(names) > 0),
    primary key (campaign_id, account_id, hash),
    foreign key (campaign_id, account_id, hash) references review_decisions (campaign_id, account_id, hash))`.execute(db);
  await sql`create index review_deciders_by_hash on review_deciders (hash)`.execute(db);
  await guard(db, "review_deciders", "account_id");
  await grant(db, "review_deciders", { reviewer: "insert", admin: "select, insert" });
  await sql`create policy own_word on review_deciders as restrictive for insert to plumbline_reviewer, plumbline_admin
    with check (exists (
      select from review_decisions d
      where d.campaign_id = review_deciders.campaign_id and d.account_id = review_deciders.account_id and d.hash = review_deciders.hash
        and d.decided_by = (select current_setting('plumbline.subject', true)) and d.xmin = pg_current_xact_id()::xid))`.execute(db);
  await sql`create trigger stays before update or delete or truncate on review_deciders
    for each statement execute function review_nothing_goes()`.execute(db);
}
