import { type Kysely, sql } from "kysely";
import { grant } from "../row-security.ts";

/** Which archives hold what the database no longer has. They belong to no account: everyone must know from when on an answer is whole. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archives (
      archive_id text primary key,
      until timestamptz not null,
      versions bigint not null,
      made_at timestamptz not null,
      restored_at timestamptz
    )`.execute(db);
  await grant(db, "archives", {
    ...{ reader: "select", reviewer: "select", admin: "select", collector: "select" },
    archivist: "select, insert, update",
  });
  for (const table of ["records", "versions"]) await grant(db, table, { archivist: "insert" });
}
