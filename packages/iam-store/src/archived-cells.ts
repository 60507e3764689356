import { sql, type Transaction } from "kysely";
import { type ArchivedCell, badArchive } from "./archive-format.ts";
import { readByCursor } from "./read-by-cursor.ts";
import type { Tables } from "./tables.ts";

/**
 * Cells until an instant that no later one needs: an answer about a listing and kind wants its newest cell, its newest whole look, its newest
 * gap, its newest look that told all of something and the newest that told all of each organization or instance, and these stay.
 */
const isPast = (until: Date | string) => {
  const isLater = sql`n.listing = c.listing and n.kind = c.kind and n.at > c.at and n.at <= ${until}`;
  return sql`c.at <= ${until} and exists (select from cells n where ${isLater} and ${sortOf("n")} = ${sortOf("c")})
    and not exists (
      select from unnest(c.told) as domain where not exists (select from cells n where ${isLater} and domain = any(n.told)))`;
};
const sortOf = (cell: string) => {
  const [outcome, told] = [sql.ref(`${cell}.outcome`), sql.ref(`${cell}.told`)];
  return sql`case when ${outcome} = 'ok' then 1 when ${outcome} not in ('skipped', 'gone') then 2 when ${told} is null then 3 else 4 end`;
};
const monthOf = sql`to_char(c.at at time zone 'UTC', 'YYYY-MM')`;

/** Months of UTC of which there are such cells, such as `2026-01`. */
export async function monthsOfCells(transaction: Transaction<Tables>, until: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ month: string }>`select distinct ${monthOf} as month from cells c where ${isPast(until)} order by 1`.execute(
    transaction,
  );
  return rows.map(({ month }) => month);
}

interface Row extends Omit<ArchivedCell, "at"> {
  readonly at: Date;
}

/** Those of a month, in the order of time. */
export async function* cellsOf(transaction: Transaction<Tables>, month: string, until: Date): AsyncGenerator<ArchivedCell> {
  const query = sql<Row>`
    select c.run_id as run, c.listing, c.kind, c.account_id as account, c.outcome, c.message, c.at, c.seen, c.added, c.changed, c.ended,
      c.told, c.unread
    from cells c where ${monthOf} = ${month} and ${isPast(until)}
    order by c.at, c.listing collate "C", c.kind collate "C", c.run_id collate "C"`;
  for await (const { at, ...cell } of readByCursor(transaction, query)) yield { ...cell, at: at.toISOString() };
}

/** Answers how many went. */
export async function removeCells(transaction: Transaction<Tables>, until: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from cells c where ${isPast(until)}`.execute(transaction);
  return Number(numAffectedRows);
}

/** Puts cells back, those that are there too; throws StoreError `bad-archive` where another one stands in the place of one. */
export async function putCells(transaction: Transaction<Tables>, cells: readonly ArchivedCell[], folder: string): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(cells)}::text::jsonb) as g(run text, listing text, kind text, account text, outcome text,
    message text, at timestamptz, seen int, added int, changed int, ended int, told text[], unread text[])`;
  await sql`insert into cells (run_id, listing, kind, account_id, outcome, message, at, seen, added, changed, ended, told, unread)
    select run, listing, kind, account, outcome, message, at, seen, added, changed, ended, told, unread from ${given}
    on conflict do nothing`.execute(transaction);
  const { rows } = await sql<{ run: string; listing: string; kind: string }>`
    select g.run, g.listing, g.kind from ${given} join cells c on c.run_id = g.run and c.listing = g.listing and c.kind = g.kind
    where c.at <> g.at or c.outcome <> g.outcome limit 1`.execute(transaction);
  const [other] = rows;
  if (other) throw badArchive(folder, `the database has another cell of ${other.kind} of ${other.listing} by the run ${other.run}`);
}
