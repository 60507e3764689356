import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { type Looked, type Snapshot, snapshotOf } from "@plumbline/iam-model/snapshot";
import { sql, type Transaction } from "kysely";
import { readWhole } from "./horizon.ts";
import { newestTold, type Told } from "./newest-told.ts";
import { readByCursor } from "./read-by-cursor.ts";
import type { Tables } from "./tables.ts";
import { toRecord, type VersionRow, versionColumns } from "./version-row.ts";

export interface AsOf {
  readonly at: Date;
  readonly kinds?: readonly Kind[];
  readonly accounts?: readonly string[];
}

/** All records that held at an instant, as far as the actor may see, in the order of their versions. Throws StoreError `archived`. */
export async function* readAsOf(transaction: Transaction<Tables>, asOf: AsOf): AsyncGenerator<IamRecord> {
  for await (const { record } of readTold(transaction, asOf)) yield record;
}

async function* readTold(transaction: Transaction<Tables>, { at, kinds, accounts }: AsOf): AsyncGenerator<Told> {
  const ofKinds = kinds ? sql`and v.kind = any(${kinds}::text[])` : sql``;
  const ofAccounts = accounts ? sql`and (v.account_id = any(${accounts}::text[]) or v.account_id = '')` : sql``;
  const query = sql<VersionRow & { readonly listing: string; readonly valid_from: Date }>`
    select v.listing, v.valid_from, ${versionColumns} from versions v
    where v.valid_from <= ${at} and (v.valid_to is null or v.valid_to > ${at}) ${ofKinds} ${ofAccounts} order by v.version_id`;
  for await (const row of readByCursor(transaction, query, { wholeFrom: at }))
    yield { listing: row.listing, record: toRecord(row), from: row.valid_from.toISOString() };
}

interface Row {
  readonly listing: string;
  readonly kind: Kind;
  readonly account_id: string;
  readonly outcome: string;
  readonly message: string | null;
  readonly complete_at: Date | null;
  readonly unread: boolean;
}

/**
 * How each kind of each listing was looked at, at the latest until an instant. A gap after a whole look is not over because a later look was
 * skipped: the rows are as old as before. It is over where another listing that spans accounts told the same kind completely since. Where
 * nothing was asked the last time, and yet records of an earlier look stand of whose organization or instance nobody has told completely since,
 * the outcome is `unread`: they may be gone. Throws StoreError `archived`.
 */
export async function lookedAsOf(transaction: Transaction<Tables>, { at, accounts }: AsOf): Promise<readonly Looked[]> {
  const ofAccounts = accounts ? sql`and (account_id = any(${accounts}::text[]) or account_id = '')` : sql``;
  const holds = (v: string) => sql`${sql.ref(`${v}.valid_from`)} <= ${at} and coalesce(${sql.ref(`${v}.valid_to`)} > ${at}, true)`;
  // What several listings may tell of: an organization, or an instance of Identity Center.
  const domain = (v: string) => sql`coalesce(${sql.ref(`${v}.facts`)} ->> 'organization', ${sql.ref(`${v}.facts`)} ->> 'instance')`;
  const query = sql<Row>`
    with looks as (
      select listing, kind, account_id, outcome, message, at, max(at) filter (where outcome = 'ok') over same as complete_at,
        max(at) filter (where outcome not in ('ok', 'skipped', 'gone')) over same as gap_at
      from cells where at <= ${at} ${ofAccounts} window same as (partition by listing, kind)
    ), told as (
      select kind, max(at) as told_at from cells
      where at <= ${at} and outcome = 'ok' and account_id = '' group by kind
    ), latest as (
      select distinct on (listing, kind) listing, kind, account_id, outcome, message, at, complete_at
      from looks left join told using (kind)
      order by listing, kind,
        (outcome = 'skipped' and coalesce(gap_at > complete_at, false) and not (account_id = '' and coalesce(told_at > gap_at, false))),
        at desc
    )
    select *, outcome in ('skipped', 'gone') and exists (
      select from (
        select distinct ${domain("v")} as domain from versions v
        left join records r using (listing, kind, record_id)
        where v.listing = l.listing and v.kind = l.kind and ${holds("v")} and coalesce(r.last_seen_at < l.at, true)
      ) kept
      where not exists (
        select from versions w join latest o on o.listing = w.listing and o.kind = w.kind
        where w.kind = l.kind and w.listing <> l.listing and ${holds("w")} and ${domain("w")} = kept.domain
          and o.complete_at > coalesce(l.complete_at, '-infinity') and w.valid_from <= o.complete_at
      )
    ) as unread
    from latest l order by listing, kind`;
  const { rows } = await readWhole(transaction, at, () => query.execute(transaction));
  return rows.map(toLooked);
}

function toLooked({ listing, kind, account_id: account, outcome, message, complete_at, unread }: Row): Looked {
  const completeAt = complete_at?.toISOString() ?? null;
  const last = { listing, kind, account, completeAt };
  if (!unread) return { ...last, outcome, message };
  return { ...last, outcome: "unread", message: `${message ?? outcome}; what it told before may be gone, and nobody has told of it since` };
}

/** The snapshot of an instant, as far as the actor may see. What several accounts tell of one organization counts once: see `newestTold`. */
export async function readSnapshot(transaction: Transaction<Tables>, asOf: AsOf): Promise<Snapshot> {
  const told = [];
  for await (const one of readTold(transaction, asOf)) told.push(one);
  const looked = await lookedAsOf(transaction, asOf);
  return snapshotOf(asOf.at.toISOString(), newestTold(told, looked), looked);
}
