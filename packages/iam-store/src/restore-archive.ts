import { type RawBuilder, sql, type Transaction } from "kysely";
import type { z } from "zod";
import { ArchivedCell, ArchivedVersion, type ArchiveFile, archiveIdOf, badArchive, readLines, verifyArchive } from "./archive-format.ts";
import { archivist } from "./archive-versions.ts";
import { putCells } from "./archived-cells.ts";
import type { IamStore } from "./open-store.ts";
import type { Tables } from "./tables.ts";

interface Restoring {
  readonly folder: string;
  readonly now: Date;
}

export interface Restored {
  /** In the archive. */
  readonly versions: number;
  /** Of them, those that the database lacked. */
  readonly added: number;
  /** Whether this database made the archive. What held when another one made it stands in no archive, so how far that one looked is not taken over. */
  readonly isOwn: boolean;
}

const batchSize = 1000;

/**
 * Puts the versions of an archive back, all or none; what is there stays, so that it can be done twice. Every file is checked before anything is
 * written. Another database's archive gives its versions alone: how far was looked is told of a database that has all it saw. Throws StoreError `bad-archive`, also where the archive or the database has another version of the same thing that held at the same
 * time: it names the first.
 */
export async function restoreArchive(store: IamStore, { folder, now }: Restoring): Promise<Restored> {
  const manifest = await verifyArchive(folder);
  return store.as(archivist, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('plumbline archives'))`.execute(transaction);
    let added = 0;
    for await (const batch of batchesOf(folder, manifest.files, ArchivedVersion)) added += await put(transaction, batch, folder);
    const isOwn = await isMadeHere(transaction, archiveIdOf(manifest));
    if (isOwn) for await (const batch of batchesOf(folder, manifest.cells ?? [], ArchivedCell)) await putCells(transaction, batch, folder);
    await sql`update archives set restored_at = ${now} where archive_id = ${archiveIdOf(manifest)} and restored_at is null`.execute(
      transaction,
    );
    return { versions: manifest.versions, added, isOwn };
  });
}

const isMadeHere = async (transaction: Transaction<Tables>, id: string): Promise<boolean> =>
  (await sql`select 1 from archives where archive_id = ${id}`.execute(transaction)).rows.length > 0;

/** The lines of all files, a thousand at a time. */
async function* batchesOf<T>(folder: string, files: readonly ArchiveFile[], line: z.ZodType<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for (const { path } of files)
    for await (const one of readLines(folder, path, line))
      if (batch.push(one) === batchSize) {
        yield batch;
        batch = [];
      }
  if (batch.length > 0) yield batch;
}

async function put(transaction: Transaction<Tables>, batch: readonly ArchivedVersion[], folder: string): Promise<number> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(batch)}::text::jsonb) as g(listing text, kind text, id text, account text, name text, arn text,
    "createdAt" timestamptz, "updatedAt" timestamptz, hash text, facts jsonb, "from" timestamptz, "to" timestamptz)`;
  await proveApart(transaction, given, folder);
  // Things are still there where the archive was made; elsewhere they come with their versions.
  await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at, deleted_at)
    select listing, kind, id, (array_agg(account order by "to" desc))[1], min("from"), max("to"), max("to") from ${given} group by listing, kind, id
    on conflict do nothing`.execute(transaction);
  const { numAffectedRows = 0n } = await sql`
    insert into versions (listing, kind, record_id, account_id, name, arn, created_at, updated_at, hash, facts, valid_from, valid_to)
    select listing, kind, id, account, name, arn, "createdAt", "updatedAt", hash, facts, "from", "to" from ${given}
    on conflict (listing, kind, record_id, valid_from) do nothing`.execute(transaction);
  return Number(numAffectedRows);
}

interface Clash {
  readonly listing: string;
  readonly kind: string;
  readonly id: string;
  readonly from: Date;
  readonly to: Date;
  readonly other_from: Date;
  readonly other_to: Date | null;
}

/** What is in the database and what comes with it: two versions of one thing that held at the same time would be two answers to one question. */
async function proveApart(transaction: Transaction<Tables>, given: RawBuilder<unknown>, folder: string): Promise<void> {
  const { rows } = await sql<Clash>`
    with g as materialized (select row_number() over () as n, * from ${given})
    select g.listing, g.kind, g.id, g."from", g."to", v.valid_from as other_from, v.valid_to as other_to
    from g join versions v on v.listing = g.listing and v.kind = g.kind and v.record_id = g.id
      and v.valid_from < g."to" and coalesce(v.valid_to > g."from", true)
      and not (v.valid_from = g."from" and coalesce(v.valid_to = g."to", false) and v.hash = g.hash and v.account_id = g.account)
    union all
    select g.listing, g.kind, g.id, g."from", g."to", h."from", h."to"
    from g join g h on h.listing = g.listing and h.kind = g.kind and h.id = g.id and h.n > g.n and h."from" < g."to" and h."to" > g."from"
    order by listing, kind, id, "from" limit 1`.execute(transaction);
  const [clash] = rows;
  if (clash === undefined) return;
  const { listing, kind, id, from, to, other_from, other_to } = clash;
  const held = `${from.toISOString()} to ${to.toISOString()}`;
  const other = `${other_from.toISOString()} ${other_to ? `to ${other_to.toISOString()}` : "on"}`;
  throw badArchive(folder, `${kind} ${id} of ${listing} has a version from ${held}, and there is another from ${other}`);
}
