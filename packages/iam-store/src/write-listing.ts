import { hasDomain } from "@plumbline/iam-model/domain";
import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import type { Listing } from "@plumbline/iam-model/listing";
import { sql, type Transaction } from "kysely";
import type { Actor } from "./actor.ts";
import { domainColumn } from "./domain-column.ts";
import type { IamStore } from "./open-store.ts";
import { putRecords, type Tally } from "./put-records.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** One looking at a listing. */
export interface ListingRun {
  readonly run: string;
  readonly listing: Listing;
  /** The account whose listing it is; empty for one that spans accounts, and once it was empty it stays so: a gap of it is everybody's. */
  readonly account: string;
  /** True for one that tells of other accounts: it spans them from its first whole look on, and before a gap of it is its own account's alone. */
  readonly spansAccounts?: boolean;
  /** When the looking began; what is put holds from then on. */
  readonly at: Date;
  /** What it is to tell of. Until it says how it looked at these, the ledger has them as `unfinished`: a run that dies leaves a gap. */
  readonly kinds?: readonly Kind[];
}

/** How one kind of a listing was looked at. Only `ok` ends what was not put. */
export interface KindLooked<O extends string = string> {
  readonly kind: Kind;
  /** `ok`, or the cause of the gap: a failure's kind. */
  readonly outcome: O;
  readonly message?: string | undefined;
  /** Organizations or instances of Identity Center of which an `ok` look told all there is; those of its records count whether they are named or not. */
  readonly told?: readonly string[] | undefined;
  /**
   * Those that were seen and could not be read, as the facts `organization` and `instance` name them. Their records stay, and make an `ok` kind
   * `skipped` for that reason, unless another listing has told all of it since this one did.
   */
  readonly unread?: readonly { readonly id: string; readonly why: string }[] | undefined;
}

/** What one kind came to. */
export interface KindEnded<O extends string> extends Tally {
  readonly outcome: O | "skipped";
  readonly message: string | undefined;
}

export interface ListingWriter {
  /** Writes records; what was there and is the same gets its timestamp alone. A record that is put twice counts once. */
  put(records: readonly IamRecord[]): Promise<void>;
  /** Ends what was not put of kinds that were looked at completely, and notes how far was looked. Answers what each kind came to. */
  end<O extends string>(looked: readonly KindLooked<O>[]): Promise<ReadonlyMap<Kind, KindEnded<O>>>;
}

const collector: Actor = { role: "collector", accounts: "all", subject: "collector" };
const batchSize = 1000;

/**
 * Begins to write what a listing tells. Each batch is a transaction: a run that stops half way has added and changed what it saw, ended
 * nothing, and left its kinds `unfinished` in the ledger. A later run takes the listing over; the earlier one is then refused with StoreError `overtaken`, as is one with an earlier time.
 */
export async function writeListing(store: IamStore, looking: ListingRun): Promise<ListingWriter> {
  const tallies = new Map<Kind, Tally>();
  const tallyOf = (kind: Kind): Tally => {
    const tally = tallies.get(kind) ?? { seen: 0, added: 0, changed: 0, ended: 0 };
    tallies.set(kind, tally);
    return tally;
  };
  const act = <T>(work: (transaction: Transaction<Tables>) => Promise<T>) => store.as(collector, work, { repeatable: true });
  const account = await act(async (transaction) => {
    const claimed = await claim(transaction, looking);
    for (const kind of looking.kinds ?? []) await note(transaction, looking, { account: claimed, kind, ...unfinished });
    return claimed;
  });

  return {
    async put(records) {
      for (const [kind, all] of Map.groupBy(records, (record) => record.kind))
        for (let from = 0; from < all.length; from += batchSize)
          add(
            tallyOf(kind),
            await act(async (transaction) => {
              await holds(transaction, looking);
              return putRecords(transaction, { ...looking, kind, records: all.slice(from, from + batchSize) });
            }),
          );
    },
    async end<O extends string>(looked: readonly KindLooked<O>[]) {
      return act(async (transaction) => {
        await holds(transaction, looking);
        const spans = looking.spansAccounts === true && looked.some(({ outcome }) => outcome === "ok");
        if (spans) await sql`update listings set account_id = '' where listing = ${looking.listing}`.execute(transaction);
        const ended = new Map<Kind, KindEnded<O>>();
        for (const given of looked) {
          const { kind } = given;
          const left = { ...given, unread: given.unread && (await toldByNobody(transaction, looking, kind, given.unread)) };
          const tally = tallyOf(kind);
          if (given.outcome === "ok") tally.ended = await endUnseen(transaction, looking, left);
          const { outcome, message } = await withUnread(transaction, looking, left);
          const domains = await domainsOf(transaction, looking, given);
          await note(transaction, looking, { account: spans ? "" : account, kind, outcome, message: message ?? null, tally, ...domains });
          ended.set(kind, { ...tally, outcome, message });
        }
        return ended;
      });
    },
  };
}

function add(tally: Tally, { seen, added, changed }: Tally): void {
  tally.seen += seen;
  tally.added += added;
  tally.changed += changed;
}

interface Noted {
  readonly account: string;
  readonly kind: Kind;
  readonly outcome: string;
  readonly message: string | null;
  readonly tally: Tally;
  readonly told: readonly string[] | null;
  readonly unread: readonly string[] | null;
}
const unfinished: Omit<Noted, "account" | "kind"> = {
  outcome: "unfinished",
  message: "a run began to look and has not said how it ended: it is under way, or it broke off; look again",
  tally: { seen: 0, added: 0, changed: 0, ended: 0 },
  ...{ told: null, unread: null },
};

async function note(
  transaction: Transaction<Tables>,
  { run, listing, at }: ListingRun,
  { account, kind, tally, ...noted }: Noted,
): Promise<void> {
  const looked = { account_id: account, ...noted, ...tally };
  await transaction
    .insertInto("cells")
    .values({ ...{ run_id: run, listing, kind, at }, ...looked })
    .onConflict((conflict) => conflict.columns(["run_id", "listing", "kind"]).doUpdateSet(looked))
    .execute();
}

/** Answers whose listing it is. */
async function claim(transaction: Transaction<Tables>, { run, listing, account, at }: ListingRun): Promise<string> {
  const { rows } = await sql<{ account_id: string }>`
    insert into listings (listing, account_id, run_id, at) values (${listing}, ${account}, ${run}, ${at})
    on conflict (listing) do update set run_id = excluded.run_id, at = excluded.at,
      account_id = case when listings.account_id = '' then '' else excluded.account_id end
    where listings.at < excluded.at
    returning account_id`.execute(transaction);
  const [row] = rows;
  if (row === undefined) throw overtaken(listing);
  return row.account_id;
}

/** Locks the listing until the transaction ends, so that a run and the one that takes over don't write at once. */
async function holds(transaction: Transaction<Tables>, { run, listing, at }: ListingRun): Promise<void> {
  const { rows } = await sql`select 1 from listings where listing = ${listing} and run_id = ${run} and at = ${at} for update`.execute(
    transaction,
  );
  if (rows.length === 0) throw overtaken(listing);
}

const overtaken = (listing: string) =>
  new StoreError("overtaken", `another run has begun ${listing} at the same time or later; this one writes no more of it`);

/** One table after the other, for the reason that `putRecords` has too. */
async function endUnseen(transaction: Transaction<Tables>, { listing, at }: ListingRun, { kind, unread }: KindLooked): Promise<number> {
  const kept = unread ? sql`and not exists (${ofUnread(unread)})` : sql``;
  const { rows } = await sql<{ record_id: string }>`
    update records r set deleted_at = ${at}
    where listing = ${listing} and kind = ${kind} and deleted_at is null and last_seen_at < ${at} ${kept} returning record_id`.execute(
    transaction,
  );
  const ids = rows.map(({ record_id }) => record_id);
  if (ids.length > 0)
    await sql`
      update versions set valid_to = ${at}
      where listing = ${listing} and kind = ${kind} and record_id = any(${ids}::text[]) and valid_to is null`.execute(transaction);
  return ids.length;
}

/** Of what a look told all there is, and what it saw and could not read, for kinds that have a domain. */
async function domainsOf(
  transaction: Transaction<Tables>,
  { listing }: ListingRun,
  { kind, outcome, told = [], unread = [] }: KindLooked,
): Promise<Pick<Noted, "told" | "unread">> {
  if (!hasDomain(kind)) return { told: null, unread: null };
  if (outcome !== "ok") return { told: null, unread: unread.length > 0 ? idsOf(unread) : null };
  const { rows } = await sql<{ domain: string }>`
    select distinct ${domainColumn("v")} as domain from versions v
    where v.listing = ${listing} and v.kind = ${kind} and v.valid_to is null`.execute(transaction);
  const seen = new Set([...told, ...rows.map(({ domain }) => domain)]);
  for (const { id } of unread) seen.delete(id);
  return { told: [...seen].sort(), unread: [...idsOf(unread)].sort() };
}

/** The instances of which no other listing has told all of this kind since this one did. */
async function toldByNobody(
  transaction: Transaction<Tables>,
  { listing }: ListingRun,
  kind: Kind,
  unread: NonNullable<KindLooked["unread"]>,
): Promise<KindLooked["unread"]> {
  const { rows } = await sql<{ domain: string }>`
    select domain from unnest(${idsOf(unread)}::text[]) as domain where exists (
      select from cells o where o.kind = ${kind} and o.listing <> ${listing} and domain = any(o.told) and o.at > coalesce(
        (select max(at) from cells s where s.listing = ${listing} and s.kind = ${kind} and domain = any(s.told)), '-infinity'))`.execute(
    transaction,
  );
  const told = new Set(rows.map(({ domain }) => domain));
  return unread.filter(({ id }) => !told.has(id));
}

const idsOf = (unread: NonNullable<KindLooked["unread"]>): readonly string[] => unread.map(({ id }) => id);

/** The version that holds of the record `r`, where an instance told of it that could not be read. */
const ofUnread = (unread: NonNullable<KindLooked["unread"]>) => sql`
  select 1 from versions v where v.listing = r.listing and v.kind = r.kind and v.record_id = r.record_id and v.valid_to is null
  and ${domainColumn("v")} = any(${idsOf(unread)}::text[])`;

/** Nobody looked again at what was told of a domain, or stays of it, so its kind is not complete. */
async function withUnread<O extends string>(
  transaction: Transaction<Tables>,
  { listing, at }: ListingRun,
  looked: KindLooked<O>,
): Promise<KindLooked<O | "skipped">> {
  const { kind, outcome, unread } = looked;
  if (outcome !== "ok" || unread === undefined) return looked;
  const { rows } = await sql`
    select where exists (select from cells where listing = ${listing} and kind = ${kind} and told && ${idsOf(unread)}::text[]) or exists (
      select from records r where listing = ${listing} and kind = ${kind} and deleted_at is null and last_seen_at < ${at}
      and exists (${ofUnread(unread)}))`.execute(transaction);
  return rows.length === 0 ? looked : { kind, outcome: "skipped", message: unread.map(({ why }) => why).join("; ") };
}
