import { type Kysely, sql } from "kysely";

const kinds = ["organization_account", "organization_policy", "sso_user", "sso_group", "sso_permission_set", "sso_assignment"];

/**
 * Of which organizations or instances of Identity Center a look told all there was, also where that was nothing, and which it saw and could not
 * read. A look that told all of none has null. Whole looks from before told those of their records.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table cells add column told text[], add column unread text[]`.execute(db);
  // Row security holds for the owner too.
  for (const table of ["cells", "versions"]) await sql`alter table ${sql.table(table)} no force row level security`.execute(db);
  await sql`
    update cells c set unread = '{}', told = array(
      select distinct coalesce(v.facts ->> 'organization', v.facts ->> 'instance') from versions v
      where v.listing = c.listing and v.kind = c.kind and v.valid_from <= c.at and (v.valid_to is null or v.valid_to > c.at))
    where c.outcome = 'ok' and c.kind = any(${kinds}::text[])`.execute(db);
  for (const table of ["cells", "versions"]) await sql`alter table ${sql.table(table)} force row level security`.execute(db);
}
