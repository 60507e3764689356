import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import type { Tables } from "@plumbline/iam-store/tables";
import { seenColumns, toRecord, type VersionRow, versionColumns } from "@plumbline/iam-store/version-row";
import { sql, type Transaction } from "kysely";
import type { HistoryRow } from "./timeline.ts";

interface Named {
  readonly kind: Kind;
  readonly account: string;
  readonly id: string;
  readonly at: Date;
}

/** A thing as it was at an instant, or as it was last before; `goneSince` says that it is no longer there. */
export interface Known {
  readonly record: IamRecord;
  readonly goneSince: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export async function readKnown(transaction: Transaction<Tables>, { kind, account, id, at }: Named): Promise<Known | undefined> {
  const { rows } = await sql<VersionRow & { valid_to: Date | null; first_seen_at: Date; last_seen_at: Date }>`
    select ${versionColumns}, v.valid_to, ${seenColumns} from versions v left join records r using (listing, kind, record_id)
    where v.kind = ${kind} and v.record_id = ${id} and v.account_id = ${account} and v.valid_from <= ${at}
    order by v.valid_from desc limit 1`.execute(transaction);
  const [row] = rows;
  if (row === undefined) return undefined;
  const goneSince = row.valid_to !== null && row.valid_to <= at ? row.valid_to : null;
  return { record: toRecord(row), goneSince, firstSeenAt: row.first_seen_at, lastSeenAt: row.last_seen_at };
}

const mostVersions = 1000;

/** Every version of a thing and of what is its own until an instant, the newest first; when something was last used is left out. */
export async function readHistoryRows(transaction: Transaction<Tables>, { kind, account, id, at }: Named) {
  const columns = sql`v.kind, v.record_id, v.name, v.arn, v.facts, v.valid_from, v.valid_to`;
  const { rows } = await sql<HistoryRow>`
    select ${columns} from (
      select ${columns} from versions v where v.kind = ${kind} and v.record_id = ${id} and v.account_id = ${account}
      union all
      select ${columns} from versions v where v.principal_id = ${id} and v.account_id = ${account} and v.kind <> 'iam_activity'
    ) v where v.valid_from <= ${at} order by v.valid_from desc limit ${mostVersions + 1}`.execute(transaction);
  return { rows: rows.slice(0, mostVersions), isCut: rows.length > mostVersions };
}
