import { type Kysely, sql } from "kysely";

/**
 * Under which names somebody is known besides the subject: `proven` ones, and `claimed` ones that people may choose for themselves. Sessions from
 * before know none, and hold the ID token as it came: they end, and people sign in again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Row security holds for a delete, of the owner too.
  await sql`truncate console_sessions`.execute(db);
  await sql`alter table console_sessions add column names jsonb not null`.execute(db);
}
