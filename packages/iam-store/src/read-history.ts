import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { sql, type Transaction } from "kysely";
import { readByCursor } from "./read-by-cursor.ts";
import type { Tables } from "./tables.ts";
import { toRecord, type VersionRow, versionColumns } from "./version-row.ts";

/** What a thing was like for a time. */
export interface Version {
  readonly listing: string;
  readonly record: IamRecord;
  /** From this instant on; `to` is the first one when it no longer held, and null while it holds. */
  readonly from: Date;
  readonly to: Date | null;
}

interface Named {
  readonly kind: Kind;
  readonly id: string;
  /** Without it, those of every listing that told of the thing. */
  readonly listing?: string;
  /** What ended until then is left out; without it nothing is, and nothing may have been archived. */
  readonly since?: Date;
}

interface Row extends VersionRow {
  readonly listing: string;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

/**
 * Every version of a thing, the oldest first, as far as the actor may see. Between two of them it was gone where their times don't meet. Throws
 * StoreError `archived` where some of what is asked for is: the history is whole from `readHorizon` on.
 */
export async function* readHistory(transaction: Transaction<Tables>, { kind, id, listing, since }: Named): AsyncGenerator<Version> {
  const ofListing = listing === undefined ? sql`` : sql`and v.listing = ${listing}`;
  const ofTime = since === undefined ? sql`` : sql`and (v.valid_to is null or v.valid_to > ${since})`;
  const query = sql<Row>`
    select v.listing, ${versionColumns}, v.valid_from, v.valid_to from versions v
    where v.kind = ${kind} and v.record_id = ${id} ${ofListing} ${ofTime} order by v.valid_from, v.listing`;
  for await (const row of readByCursor(transaction, query, { wholeFrom: since ?? new Date(0) }))
    yield { listing: row.listing, record: toRecord(row), from: row.valid_from, to: row.valid_to };
}
