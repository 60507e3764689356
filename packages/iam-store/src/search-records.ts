import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { z } from "zod";
import { readWhole } from "./horizon.ts";
import { fieldOf, type SearchField } from "./search-fields.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";
import { seenColumns, toRecord, type VersionRow, versionColumns } from "./version-row.ts";

export interface Search {
  readonly kind: Kind;
  /** What held then; without it, what holds. */
  readonly at?: Date;
  /** All must hold. `is: null` finds what has no value; `contains` knows no upper and lower case. Fields: `SearchField`. */
  readonly filters?: readonly Filter[];
  /** Further conditions on the version `v`, for what no filter can say; all must hold. */
  readonly where?: readonly RawBuilder<unknown>[];
  /** Part of the name, the id or the ARN, in upper or lower case. */
  readonly text?: string;
  /** A field; `name` where none is said. */
  readonly sort?: string;
  readonly order?: "asc" | "desc";
  /** Where the page before ended: its `next`. It belongs to the same sort and order. */
  readonly after?: string;
  /** How many rows to leave out, for who jumps to a page; slower than `after`. */
  readonly offset?: number;
  /** At most 5000. */
  readonly limit: number;
  /** `false` saves the counting of all that fits. */
  readonly isCounted?: boolean;
}
export type Filter =
  | { readonly field: string; readonly is: string | null }
  | { readonly field: string; readonly oneOf: readonly string[] }
  | { readonly field: string; readonly contains: string };

export interface Found {
  readonly listing: string;
  readonly record: IamRecord;
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface FoundPage {
  readonly rows: readonly Found[];
  /** Exactly how many fit on all pages; undefined where it was not counted. */
  readonly total: number | undefined;
  /** For the next page; undefined on the last one. */
  readonly next: string | undefined;
}

interface FoundRow extends VersionRow {
  readonly listing: string;
  readonly version_text: string;
  readonly place_text: string;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

/** Where nothing is on the page, one row tells the total alone. */
type Row = (FoundRow | { readonly version_text: null }) & { readonly total: string | null };
const isFound = (row: Row): row is FoundRow & { readonly total: string | null } => row.version_text !== null;

/** A page of records of one kind, as far as the actor may see. Throws StoreError `bad-query`, and `archived` for a time that is. */
export async function searchRecords(transaction: Transaction<Tables>, search: Search): Promise<FoundPage> {
  const { at, sort = "name", order = "asc", limit, offset = 0, isCounted = true } = search;
  if (!(Number.isInteger(limit) && limit > 0 && limit <= 5000 && Number.isInteger(offset) && offset >= 0))
    throw new StoreError("bad-query", `a page has 1 to 5000 rows and begins at 0 or later, not ${limit} at ${offset}`);
  const field = fieldOf(search.kind, sort);
  const direction = order === "asc" ? sql`asc` : sql`desc`;
  const fits = sql`v.kind = ${search.kind} and ${sql.join([heldAt(at), ...conditions(search)], sql` and `)}`;
  const isNarrowed = search.text !== undefined || (search.filters ?? []).length > 0;
  // What fits is looked for once where every row must be read for it, and in the order of an index where the first rows will do.
  const [source, place] = isNarrowed ? [sql`fitting v`, sql`v.place`] : [sql`versions v`, field.order];
  const isOnPage = isNarrowed ? sql`true` : fits;
  const total = isNarrowed ? sql`select count(*) from fitting` : sql`select count(*) from versions v where ${fits}`;
  const query = sql<Row>`
    with fitting as materialized (select v.version_id, ${field.order} as place from versions v where ${fits}),
      page as materialized (
        select v.version_id, ${place} as place from ${source} where ${isOnPage} and ${beyond(search.after, { ...field, order: place }, order)}
        order by ${place} ${direction}, v.version_id ${direction} limit ${limit + 1} offset ${offset}),
      shown as (
        select v.listing, ${versionColumns}, v.version_id, p.place, v.valid_from, v.valid_to, ${seenColumns}
        from page p join versions v using (version_id) left join records r using (listing, kind, record_id))
    select s.*, s.place::text as place_text, s.version_id::text as version_text, t.total
    from (select ${isCounted ? sql`(${total})` : sql`null`}::text as total) t left join shown s on true
    order by s.place ${direction}, s.version_id ${direction}`;
  const ask = () => query.execute(transaction);
  const { rows } = await (at ? readWhole(transaction, at, ask) : ask());
  const found = rows.filter(isFound);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    rows: found.slice(0, limit).map(toFound),
    total: isCounted ? Number(rows[0]?.total) : undefined,
    next: last && Buffer.from(JSON.stringify([last.place_text, last.version_text])).toString("base64url"),
  };
}

const heldAt = (at: Date | undefined) =>
  at ? sql`v.valid_from <= ${at} and (v.valid_to is null or v.valid_to > ${at})` : sql`v.valid_to is null`;

function conditions({ kind, filters = [], where = [], text }: Search): readonly RawBuilder<unknown>[] {
  const ofText = text ? [sql`v.search like lower(${containing(text)})`] : [];
  return [...filters.map((filter) => conditionOf(kind, filter)), ...where, ...ofText];
}

function conditionOf(kind: Kind, filter: Filter): RawBuilder<unknown> {
  const { text } = fieldOf(kind, filter.field);
  if ("contains" in filter) return sql`${text} ilike ${containing(filter.contains)}`;
  if ("oneOf" in filter) return sql`${text} = any(${filter.oneOf}::text[])`;
  return filter.is === null ? sql`${text} is null` : sql`${text} = ${filter.is}`;
}

const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const After = z.tuple([z.string(), z.string().regex(/^\d{1,18}$/)]);

function beyond(after: string | undefined, { order, type }: SearchField, direction: "asc" | "desc"): RawBuilder<unknown> {
  if (after === undefined) return sql`true`;
  const [place, version] = parseAfter(after);
  return sql`(${order}, v.version_id) ${direction === "asc" ? sql`>` : sql`<`} (${place}::${sql.raw(type)}, ${version}::bigint)`;
}

function parseAfter(after: string): z.output<typeof After> {
  try {
    return After.parse(JSON.parse(Buffer.from(after, "base64url").toString()));
  } catch (cause) {
    throw new StoreError("bad-query", "the place where the page begins is none that a page before has told", { cause });
  }
}

const toFound = (row: FoundRow): Found => ({
  ...{ listing: row.listing, record: toRecord(row), validFrom: row.valid_from, validTo: row.valid_to },
  ...{ firstSeenAt: row.first_seen_at, lastSeenAt: row.last_seen_at },
});
