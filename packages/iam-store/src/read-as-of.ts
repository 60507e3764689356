import { IamRecord, type Kind } from "@plumbline/iam-model/kinds";
import { type Looked, type Snapshot, snapshotOf } from "@plumbline/iam-model/snapshot";
import { sql, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

export interface AsOf {
  readonly at: Date;
  readonly kinds?: readonly Kind[];
  readonly accounts?: readonly string[];
}

interface Row {
  kind: string;
  record_id: string;
  account_id: string;
  name: string;
  arn: string | null;
  created_at: Date | null;
  updated_at: Date | null;
  facts: unknown;
}

const pageSize = 2000;

/** The record that a row is; throws where it does not fit its kind, which would be a fault of this program. */
export const toRecord = (row: Row): IamRecord =>
  IamRecord.parse({
    ...{ kind: row.kind, id: row.record_id, account: row.account_id, name: row.name, arn: row.arn },
    ...{ createdAt: row.created_at?.toISOString() ?? null, updatedAt: row.updated_at?.toISOString() ?? null, facts: row.facts },
  });

/** All records that held at an instant, as far as the actor may see, page by page in the order of their versions. */
export async function* readAsOf(transaction: Transaction<Tables>, { at, kinds, accounts }: AsOf): AsyncGenerator<IamRecord> {
  const ofKinds = kinds ? sql`and kind = any(${kinds}::text[])` : sql``;
  const ofAccounts = accounts ? sql`and (account_id = any(${accounts}::text[]) or account_id = '')` : sql``;
  for (let after: string | undefined = "0"; after !== undefined; ) {
    const { rows }: { rows: (Row & { version_id: string })[] } = await sql<Row & { version_id: string }>`
      select version_id::text, kind, record_id, account_id, name, arn, created_at, updated_at, facts from versions
      where version_id > ${after}::bigint and valid_from <= ${at} and (valid_to is null or valid_to > ${at}) ${ofKinds} ${ofAccounts}
      order by version_id limit ${pageSize}`.execute(transaction);
    for (const row of rows) yield toRecord(row);
    after = rows.length < pageSize ? undefined : rows.at(-1)?.version_id;
  }
}

/** How each kind of each listing was looked at, at the latest until an instant. */
export async function lookedAsOf(transaction: Transaction<Tables>, { at, accounts }: AsOf): Promise<readonly Looked[]> {
  const ofAccounts = accounts ? sql`and (account_id = any(${accounts}::text[]) or account_id = '')` : sql``;
  const { rows } = await sql<{
    listing: string;
    kind: Kind;
    account_id: string;
    outcome: string;
    message: string | null;
    complete_at: Date | null;
  }>`
    select distinct on (listing, kind) listing, kind, account_id, outcome, message,
      (select max(c.at) from cells c where c.listing = cells.listing and c.kind = cells.kind and c.outcome = 'ok' and c.at <= ${at}) as complete_at
    from cells where at <= ${at} ${ofAccounts} order by listing, kind, at desc`.execute(transaction);
  return rows.map(({ listing, kind, account_id, outcome, message, complete_at }) => ({
    ...{ listing, kind, account: account_id, outcome, message },
    completeAt: complete_at?.toISOString() ?? null,
  }));
}

/** The snapshot of an instant, as far as the actor may see. */
export async function readSnapshot(transaction: Transaction<Tables>, asOf: AsOf): Promise<Snapshot> {
  const records: IamRecord[] = [];
  for await (const record of readAsOf(transaction, asOf)) records.push(record);
  return snapshotOf(asOf.at.toISOString(), records, await lookedAsOf(transaction, asOf));
}
