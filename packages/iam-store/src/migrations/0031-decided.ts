import { type Kysely, sql } from "kysely";

/**
 * What the last decision on an item was about, kept where the item's permissions are others since, and whether those are more. It is null
 * where nobody decided on anything.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table review_items add column decided_permissions jsonb, add column holds_more boolean`.execute(db);
}
