import { type Kysely, sql } from "kysely";

/**
 * What the identity provider is shown at signing out, so that it knows whose session to end: the ID token, which opens nothing.
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table console_sessions add column id_token text`.execute(db);
}
