import { IamRecord } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";

/** A row of `versions`, as far as it tells a record. */
export interface VersionRow {
  readonly kind: string;
  readonly record_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly arn: string | null;
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
  readonly facts: unknown;
}

/** The columns of a `VersionRow`, of the table or alias `v`. */
export const versionColumns = sql`v.kind, v.record_id, v.account_id, v.name, v.arn, v.created_at, v.updated_at, v.facts`;

/**
 * When the thing of a version `v` was first and last seen, by `records r`, left joined: where it is another account's by now its times are that
 * one's readers', and those of the version stand in.
 */
export const seenText =
  "coalesce(r.first_seen_at, v.valid_from) as first_seen_at, coalesce(r.last_seen_at, v.valid_to, v.valid_from) as last_seen_at";
export const seenColumns = sql.raw(seenText);

/** The record that a row is; throws where it does not fit its kind, which would be a fault of this program. */
export const toRecord = (row: VersionRow): IamRecord =>
  IamRecord.parse({
    ...{ kind: row.kind, id: row.record_id, account: row.account_id, name: row.name, arn: row.arn },
    ...{ createdAt: row.created_at?.toISOString() ?? null, updatedAt: row.updated_at?.toISOString() ?? null, facts: row.facts },
  });
