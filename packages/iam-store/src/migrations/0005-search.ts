import { type Kysely, sql } from "kysely";

/** For pages of what holds in the order of names, and for the history of a thing without its listing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index versions_by_name`.execute(db);
  await sql`create index versions_by_name on versions (kind, name, version_id) where valid_to is null`.execute(db);
  await sql`create index versions_of_id on versions (kind, record_id, valid_from)`.execute(db);
  // One text to look in rather than three.
  await sql`alter table versions add column search text not null
    generated always as (lower(name || chr(10) || record_id || chr(10) || coalesce(arn, ''))) stored`.execute(db);
  // What ended or began in a time, for differences and archives.
  await sql`create index versions_by_end on versions (valid_to) where valid_to is not null`.execute(db);
  await sql`create index versions_by_begin on versions (valid_from)`.execute(db);
  // The two do what it did, and each index is written with each version.
  await sql`drop index versions_by_time`.execute(db);
}
