import { type Kysely, sql } from "kysely";

/**
 * Which check a finding is of, without the settings that a benchmark asks it with, as a column: row security lets an index be used by columns
 * alone. https://www.postgresql.org/docs/15/rules-privileges.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table run_findings add column check_id text generated always as (split_part(finding ->> 'check', '#', 1)) stored`.execute(
    db,
  );
  await sql`create index run_findings_by_check on run_findings (account_id, run_id, check_id)`.execute(db);
  // How many controls of the run's benchmark have which answer in the account; null for a run without one.
  await sql`alter table finding_runs add column controls jsonb`.execute(db);
}
