import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { sql, type Transaction } from "kysely";
import { contentHash } from "./content-hash.ts";
import type { Tables } from "./tables.ts";

/** What a listing came to. `added` counts what is new or back, `changed` new versions, `ended` what is gone. */
export interface Tally {
  seen: number;
  added: number;
  changed: number;
  ended: number;
}

interface Batch {
  readonly listing: string;
  readonly kind: Kind;
  readonly at: Date;
  readonly records: readonly IamRecord[];
}

interface Known {
  record_id: string;
  last_seen_at: Date;
  /** Whose the record is, by the latest who told of it. */
  owner: string;
  version_id: string | null;
  account_id: string | null;
  hash: string | null;
  created_at: Date | null;
  updated_at: Date | null;
}

/**
 * Writes records of one kind. An unchanged one, by its account, its hash and the times that AWS tells, costs its timestamp; a changed one
 * ends its version and begins another; one that this looking has already put is left as it is. Versions stay with the account that they were
 * told of, whosever the record is later.
 */
export async function putRecords(transaction: Transaction<Tables>, { listing, kind, at, records }: Batch): Promise<Tally> {
  const given = new Map(records.map((record) => [record.id, record]));
  const known = await knownOf(transaction, listing, kind, [...given.keys()]);
  const isPut = ({ id }: IamRecord): boolean => known.get(id)?.last_seen_at.getTime() === at.getTime();
  const fresh = [...given.values()].filter((record) => !isPut(record)).map((record) => ({ record, hash: contentHash(record) }));
  const differs = fresh.filter(({ record, hash }) => !isSame(known.get(record.id), record, hash));
  const added = differs.filter(({ record }) => known.get(record.id)?.version_id === undefined || known.get(record.id)?.version_id === null);

  const ended = differs.flatMap(({ record }) => known.get(record.id)?.version_id ?? []);
  if (ended.length > 0) await sql`update versions set valid_to = ${at} where version_id = any(${ended}::bigint[])`.execute(transaction);
  const seen = fresh.filter(({ record }) => known.has(record.id)).map(({ record }) => record.id);
  if (seen.length > 0)
    await sql`update records set last_seen_at = ${at}, deleted_at = null
      where listing = ${listing} and kind = ${kind} and record_id = any(${seen}::text[])`.execute(transaction);
  // Row security shows the record's times to readers of its account.
  const moved = fresh.filter(({ record }) => (known.get(record.id)?.owner ?? record.account) !== record.account);
  for (const [account, all] of Map.groupBy(moved, ({ record }) => record.account))
    await sql`update records set account_id = ${account}
      where listing = ${listing} and kind = ${kind} and record_id = any(${all.map(({ record }) => record.id)}::text[])`.execute(
      transaction,
    );
  const unknown = fresh.filter(({ record }) => !known.has(record.id)).map(({ record }) => ({ id: record.id, account: record.account }));
  if (unknown.length > 0)
    await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at)
      select ${listing}, ${kind}, id, account, ${at}, ${at}
      from jsonb_to_recordset(${JSON.stringify(unknown)}::text::jsonb) as r(id text, account text)`.execute(transaction);
  if (differs.length > 0)
    await sql`insert into versions (listing, kind, record_id, account_id, name, arn, created_at, updated_at, hash, facts, valid_from)
      select ${listing}, ${kind}, id, account, name, arn, "createdAt", "updatedAt", hash, facts, ${at}
      from jsonb_to_recordset(${JSON.stringify(differs.map(({ record, hash }) => ({ ...record, hash })))}::text::jsonb)
        as r(id text, account text, name text, arn text, "createdAt" timestamptz, "updatedAt" timestamptz, hash text, facts jsonb)`.execute(
      transaction,
    );
  return { seen: fresh.length, added: added.length, changed: differs.length - added.length, ended: 0 };
}

/**
 * Two questions of one table each: a new database has no statistics yet, and would be asked for all versions of the kind once for each record
 * where they were joined. https://www.postgresql.org/docs/15/planner-stats.html
 */
async function knownOf(transaction: Transaction<Tables>, listing: string, kind: string, ids: readonly string[]) {
  const named = sql`listing = ${listing} and kind = ${kind} and record_id = any(${ids}::text[])`;
  const records = await sql<
    Pick<Known, "record_id" | "last_seen_at" | "owner">
  >`select record_id, last_seen_at, account_id as owner from records where ${named}`.execute(transaction);
  const versions = await sql<Omit<Known, "last_seen_at" | "owner">>`
    select record_id, version_id::text, account_id, hash, created_at, updated_at from versions where ${named} and valid_to is null`.execute(
    transaction,
  );
  const standing = new Map(versions.rows.map((row) => [row.record_id, row]));
  const none = { version_id: null, account_id: null, hash: null, created_at: null, updated_at: null };
  return new Map(records.rows.map((row): [string, Known] => [row.record_id, { ...none, ...standing.get(row.record_id), ...row }]));
}

/** An account is no part of the hash, and says who may see the record. Of times equal hashes alone would do; the seed's rule names them too. */
const isSame = (known: Known | undefined, { account, createdAt, updatedAt }: IamRecord, hash: string): boolean =>
  known?.hash === hash && known.account_id === account && isInstant(known.created_at, createdAt) && isInstant(known.updated_at, updatedAt);
const isInstant = (stored: Date | null, told: string | null): boolean =>
  stored === null || told === null ? stored === told : stored.getTime() === Date.parse(told);
