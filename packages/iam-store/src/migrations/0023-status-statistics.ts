import { type Kysely, sql } from "kysely";

/**
 * How many keys are active, for the planner: it would take one in 200 for it, and look tens of thousands of users up one by one.
 * https://www.postgresql.org/docs/15/sql-createstatistics.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create statistics versions_status on (facts ->> 'status') from versions`.execute(db);
}
