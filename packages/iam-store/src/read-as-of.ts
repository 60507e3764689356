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
  /** When each domain was last told whole. */
  readonly told: Readonly<Record<string, string>> | null;
  /** Whether there is a domain that was told before, and of which nobody has told since. */
  readonly is_unread: boolean;
  /** Whether there is one that was seen, and of which nobody has ever told. */
  readonly is_untold: boolean;
}

/**
 * How each kind of each listing was looked at, at the latest until an instant. A gap after a whole look is not over because a later look was
 * skipped: the rows are as old as before. It is over where another listing that spans accounts told the same kind completely since. Where an
 * organization or an instance of Identity Center that was told before was not asked about the last time, and nobody has told all of it since, the
 * outcome is `unread`: what was told may be gone. Where one was seen of which nobody has ever told, it is `never`. Throws StoreError `archived`.
 */
export async function lookedAsOf(transaction: Transaction<Tables>, { at, accounts }: AsOf): Promise<readonly Looked[]> {
  const ofAccounts = accounts ? sql`and (account_id = any(${accounts}::text[]) or account_id = '')` : sql``;
  const query = sql<Row>`
    with looks as (
      select run_id, listing, kind, account_id, outcome, message, at, max(at) filter (where outcome = 'ok') over same as complete_at,
        max(at) filter (where outcome not in ('ok', 'skipped', 'gone')) over same as gap_at
      from cells where at <= ${at} ${ofAccounts} window same as (partition by listing, kind)
    ), complete as (
      select kind, max(at) as complete_at from cells where at <= ${at} and outcome = 'ok' and account_id = '' group by kind
    ), latest as (
      select distinct on (listing, kind) l.*
      from looks l left join complete c using (kind)
      order by listing, kind,
        (outcome = 'skipped' and coalesce(gap_at > l.complete_at, false) and not (account_id = '' and coalesce(c.complete_at > gap_at, false))),
        at desc
    ), telling as (
      select listing, kind, at, told, unread from cells where at <= ${at} ${ofAccounts} and told is not null
    ), domains as (
      select listing, kind, domain, max(at) as told_at from telling, unnest(told) as domain group by listing, kind, domain
    ), whole as (
      select distinct on (listing, kind) listing, kind, told || coalesce(unread, '{}') as seen from telling order by listing, kind, at desc
    ), open as (
      select l.listing, l.kind, s.told_at is not null as is_told
      from latest l join cells c using (run_id, listing, kind) left join whole w using (listing, kind)
      cross join lateral (
        select unnest(c.unread) as domain union select unnest(w.seen) where c.told is null
      ) o left join domains s on s.listing = l.listing and s.kind = l.kind and s.domain = o.domain
      where l.outcome in ('ok', 'skipped', 'gone') and not exists (
        select from domains t where t.kind = l.kind and t.domain = o.domain and t.listing <> l.listing and t.told_at > coalesce(s.told_at, '-infinity'))
    )
    select l.listing, l.kind, l.account_id, l.outcome, l.message, l.complete_at,
      (select jsonb_object_agg(domain, told_at) from domains d where d.listing = l.listing and d.kind = l.kind) as told,
      exists (select from open o where o.listing = l.listing and o.kind = l.kind and o.is_told) as is_unread,
      exists (select from open o where o.listing = l.listing and o.kind = l.kind and not o.is_told) as is_untold
    from latest l order by listing, kind`;
  const { rows } = await readWhole(transaction, at, () => query.execute(transaction));
  return rows.map(toLooked);
}

function toLooked({ listing, kind, account_id: account, outcome, message, complete_at, told, is_unread, is_untold }: Row): Looked {
  const completeAt = complete_at?.toISOString() ?? null;
  const toldAt = Object.entries(told ?? {}).map(([domain, at]) => [domain, new Date(at).toISOString()]);
  const last = { ...{ listing, kind, account, completeAt }, ...(told ? { told: Object.fromEntries(toldAt) } : {}) };
  const because = (what: string): string => (message === null ? what : `${message}; ${what}`);
  if (is_unread)
    return { ...last, outcome: "unread", message: because("what it told before may be gone, and nobody has told of it since") };
  if (is_untold) return { ...last, outcome: "never", message: because("nobody has ever told of it") };
  return { ...last, outcome, message };
}

/** The snapshot of an instant, as far as the actor may see. What several accounts tell of one organization counts once: see `newestTold`. */
export async function readSnapshot(transaction: Transaction<Tables>, asOf: AsOf): Promise<Snapshot> {
  const told = [];
  for await (const one of readTold(transaction, asOf)) told.push(one);
  const looked = await lookedAsOf(transaction, asOf);
  return snapshotOf(asOf.at.toISOString(), newestTold(told, looked), looked);
}
