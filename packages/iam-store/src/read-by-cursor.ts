import { type RawBuilder, sql, type Transaction } from "kysely";
import { readWhole } from "./horizon.ts";
import type { Tables } from "./tables.ts";

const pageSize = 1000;
let cursors = 0;

/**
 * Streams what a query finds, a thousand rows at a time, so that memory stays flat and the query is planned and run once. Whoever stops reading
 * leaves the cursor to the end of the transaction. What is read is of the instant at which the cursor began; `wholeFrom` throws StoreError
 * `archived` where that was archived then. https://www.postgresql.org/docs/15/sql-declare.html
 */
export async function* readByCursor<Row>(
  transaction: Transaction<Tables>,
  query: RawBuilder<Row>,
  { wholeFrom }: { readonly wholeFrom?: Date } = {},
): AsyncGenerator<Row> {
  const cursor = sql.ref(`plumbline_${++cursors}`);
  const declare = () => sql`declare ${cursor} no scroll cursor for ${query}`.execute(transaction);
  await (wholeFrom ? readWhole(transaction, wholeFrom, declare) : declare());
  for (let isMore = true; isMore; ) {
    const { rows } = await sql<Row>`fetch ${sql.lit(pageSize)} from ${cursor}`.execute(transaction);
    yield* rows;
    isMore = rows.length === pageSize;
  }
  await sql`close ${cursor}`.execute(transaction);
}
