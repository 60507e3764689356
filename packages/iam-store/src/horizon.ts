import { sql, type Transaction } from "kysely";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Before this instant the database is not whole: versions that ended until then are in archives. Null while nothing was archived. */
export async function readHorizon(transaction: Transaction<Tables>): Promise<Date | null> {
  const { rows } = await sql<{ horizon: Date | null }>`select max(until) as horizon from archives where restored_at is null`.execute(
    transaction,
  );
  return rows[0]?.horizon ?? null;
}

/** Throws StoreError `archived` where an answer about an instant would leave out what was archived. */
export async function checkHorizon(transaction: Transaction<Tables>, at: Date): Promise<void> {
  const horizon = await readHorizon(transaction);
  if (horizon && at < horizon)
    throw new StoreError(
      "archived",
      `what held at ${at.toISOString()} is archived: the database is whole from ${horizon.toISOString()} on. Restore the archive first, or ask for a later time`,
    );
}

/**
 * Reads about an instant, and throws StoreError `archived` where that was or is archived. Each statement sees an instant of its own, so that what
 * is archived before the read begins and after the horizon was first asked for shows when it is asked for again.
 */
export async function readWhole<T>(transaction: Transaction<Tables>, at: Date, read: () => Promise<T>): Promise<T> {
  await checkHorizon(transaction, at);
  const before = await archivesIn(transaction, at);
  const found = await read();
  await checkHorizon(transaction, at);
  if ((await archivesIn(transaction, at)) !== before)
    throw new StoreError("busy", "an archive was made or restored while this was read; nothing is answered: ask again");
  return found;
}

/** Changes with each archive of what held at an instant that is made or restored. */
async function archivesIn(transaction: Transaction<Tables>, at: Date): Promise<string> {
  const { rows } = await sql<{ told: string }>`
    select coalesce(string_agg(archive_id || ' ' || made_at || ' ' || coalesce(restored_at::text, ''), ',' order by archive_id), '') as told
    from archives where until > ${at}`.execute(transaction);
  return rows[0]?.told ?? "";
}
