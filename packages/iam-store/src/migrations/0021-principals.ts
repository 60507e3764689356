import { type Kysely, sql } from "kysely";

/**
 * Whose a record is, as a column: row security lets an index be used by columns alone, since what reads a JSON might tell what it reads.
 * https://www.postgresql.org/docs/15/rules-privileges.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table versions add column principal_id text generated always as (coalesce(facts ->> 'userId', facts ->> 'principalId')) stored`.execute(
    db,
  );
  await sql`create index versions_of_principal on versions (principal_id, kind) where principal_id is not null`.execute(db);
  await sql`create index versions_by_arn on versions (kind, arn) where valid_to is null`.execute(db);
}
