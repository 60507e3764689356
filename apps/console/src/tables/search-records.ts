import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tables } from "@plumbline/iam-store/tables";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { z } from "zod";
import { Refusal } from "../frame/refusal.ts";

/** A record as tables list it. */
export interface FoundRecord {
  readonly listing: string;
  readonly record_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly arn: string | null;
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
  readonly facts: unknown;
  readonly last_seen_at: Date;
}

/** The instant that is shown, undefined for now; and when now is. */
export interface When {
  readonly at: Date | undefined;
  readonly now: Date;
}

export const sorts = ["name", "account", "created", "updated"] as const;
export type Sort = (typeof sorts)[number];

export interface Search {
  readonly kind: Kind;
  /** The instant; left out for what holds now, which an index of its own answers. */
  readonly at?: Date;
  /** A part of the name or of the ARN, or a whole id. */
  readonly text?: string | undefined;
  /** One account. */
  readonly account?: string | undefined;
  /** Further conditions on the version `v`. */
  readonly where: readonly RawBuilder<unknown>[];
  readonly sort: Sort;
  readonly order: "asc" | "desc";
  /** Where the page before ended. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const none = "-infinity";
const columns: Readonly<Record<Sort, RawBuilder<unknown>>> = {
  name: sql`v.name`,
  account: sql`v.account_id`,
  created: sql`coalesce(v.created_at, '-infinity'::timestamptz)`,
  updated: sql`coalesce(v.updated_at, '-infinity'::timestamptz)`,
};
const After = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** Versions that hold at an instant, or now. */
export const holds = (alias: string, at: Date | undefined): RawBuilder<unknown> => {
  const [from, to] = [sql.ref(`${alias}.valid_from`), sql.ref(`${alias}.valid_to`)];
  return at === undefined ? sql`${to} is null` : sql`${from} <= ${at} and (${to} is null or ${to} > ${at})`;
};

function conditions({ kind, at, text, account, where }: Search): RawBuilder<unknown> {
  const all = [sql`v.kind = ${kind}`, holds("v", at), ...where];
  if (account !== undefined) all.push(sql`v.account_id = ${account}`);
  if (text !== undefined) {
    const like = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
    all.push(sql`(v.name ilike ${like} or v.arn ilike ${like} or v.record_id = ${text})`);
  }
  return sql.join(all, sql` and `);
}

/** A page of records, and where the next one begins; names are told apart by account, id and listing, so that none is left out or doubled. */
export async function searchRecords(
  transaction: Transaction<Tables>,
  search: Search,
): Promise<{ records: readonly FoundRecord[]; after: string | undefined }> {
  const { sort, order, limit } = search;
  const column = columns[sort];
  const isInstant = sort === "created" || sort === "updated";
  const direction = sql.raw(order);
  const from = search.after === undefined ? sql`` : sql`and ${beyond(search.after, column, { isInstant, order })}`;
  const { rows } = await sql<FoundRecord & { key: string }>`
    select v.listing, v.record_id, v.account_id, v.name, v.arn, v.created_at, v.updated_at, v.facts, r.last_seen_at, (${column})::text as key
    from versions v join records r on r.listing = v.listing and r.kind = v.kind and r.record_id = v.record_id
    where ${conditions(search)} ${from}
    order by ${column} ${direction}, v.account_id ${direction}, v.record_id ${direction}, v.listing ${direction}
    limit ${limit + 1}`.execute(transaction);
  const records = rows.slice(0, limit);
  const last = records.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return { records, after: isMore ? toAfter([last.key, last.account_id, last.record_id, last.listing]) : undefined };
}

/** How many records fit, on all pages. */
export async function countRecords(transaction: Transaction<Tables>, search: Search): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from versions v where ${conditions(search)}`.execute(
    transaction,
  );
  return rows[0]?.count ?? 0;
}

const toAfter = (key: z.output<typeof After>): string => Buffer.from(JSON.stringify(key)).toString("base64url");

function beyond(text: string, column: RawBuilder<unknown>, { isInstant, order }: { isInstant: boolean; order: Search["order"] }) {
  const [key, account, id, listing] = readAfter(text, isInstant);
  const value = isInstant ? sql`${key}::timestamptz` : sql`${key}::text`;
  return sql`(${column}, v.account_id, v.record_id, v.listing) ${sql.raw(order === "asc" ? ">" : "<")} (${value}, ${account}, ${id}, ${listing})`;
}

function readAfter(text: string, isInstant: boolean): z.output<typeof After> {
  try {
    const parsed = After.safeParse(JSON.parse(Buffer.from(text, "base64url").toString()));
    if (parsed.success && (!isInstant || parsed.data[0] === none || /^\d{4}-\d{2}-\d{2} [\d:.+-]+$/.test(parsed.data[0])))
      return parsed.data;
  } catch {
    // It is told below, as every text that is none of ours.
  }
  throw new Refusal(400, "The address of this page of the table is damaged. Go back to its beginning.");
}
