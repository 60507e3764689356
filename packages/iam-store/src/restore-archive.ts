import { sql, type Transaction } from "kysely";
import { type ArchivedVersion, archiveIdOf, badArchive, readLines, verifyArchive } from "./archive-format.ts";
import { archivist } from "./archive-versions.ts";
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
}

const batchSize = 1000;

/**
 * Puts the versions of an archive back, all or none; what is there stays, so that it can be done twice. Every file is checked before anything is
 * written. Throws StoreError `bad-archive`, also where the database has a version of the same thing and time that says something else.
 */
export async function restoreArchive(store: IamStore, { folder, now }: Restoring): Promise<Restored> {
  const manifest = await verifyArchive(folder);
  return store.as(archivist, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('plumbline archives'))`.execute(transaction);
    let added = 0;
    let batch: ArchivedVersion[] = [];
    const flush = async () => {
      added += await put(transaction, batch, folder);
      batch = [];
    };
    for (const { path } of manifest.files)
      for await (const version of readLines(folder, path)) if (batch.push(version) === batchSize) await flush();
    await flush();
    await sql`update archives set restored_at = ${now} where archive_id = ${archiveIdOf(manifest)} and restored_at is null`.execute(
      transaction,
    );
    return { versions: manifest.versions, added };
  });
}

async function put(transaction: Transaction<Tables>, batch: readonly ArchivedVersion[], folder: string): Promise<number> {
  if (batch.length === 0) return 0;
  const given = sql`jsonb_to_recordset(${JSON.stringify(batch)}::text::jsonb) as g(listing text, kind text, id text, account text, name text, arn text,
    "createdAt" timestamptz, "updatedAt" timestamptz, hash text, facts jsonb, "from" timestamptz, "to" timestamptz)`;
  // Things are still there where the archive was made; elsewhere they come with their versions.
  await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at, deleted_at)
    select listing, kind, id, min(account), min("from"), max("to"), max("to") from ${given} group by listing, kind, id
    on conflict do nothing`.execute(transaction);
  const { numAffectedRows = 0n } = await sql`
    insert into versions (listing, kind, record_id, account_id, name, arn, created_at, updated_at, hash, facts, valid_from, valid_to)
    select listing, kind, id, account, name, arn, "createdAt", "updatedAt", hash, facts, "from", "to" from ${given}
    on conflict (listing, kind, record_id, valid_from) do nothing`.execute(transaction);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${given} join versions v
      on v.listing = g.listing and v.kind = g.kind and v.record_id = g.id and v.valid_from = g."from" and v.valid_to = g."to" and v.hash = g.hash`.execute(
    transaction,
  );
  if (rows[0]?.n !== batch.length) throw badArchive(folder, "the database has other versions of the same things and times");
  return Number(numAffectedRows);
}
