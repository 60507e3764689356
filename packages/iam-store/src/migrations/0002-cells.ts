import { type Kysely, sql } from "kysely";

/** The coverage ledger: how far each run looked at each kind of each listing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table cells (
      run_id text not null,
      listing text not null,
      kind text not null,
      account_id text not null,
      outcome text not null,
      message text,
      seen integer not null,
      added integer not null,
      changed integer not null,
      ended integer not null,
      at timestamptz not null,
      primary key (run_id, listing, kind)
    )`.execute(db);
  await sql`create index cells_latest on cells (listing, kind, at desc)`.execute(db);
}
