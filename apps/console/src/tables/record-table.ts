import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tables } from "@plumbline/iam-store/tables";
import type { RawBuilder, Transaction } from "kysely";
import { z } from "zod";
import { gapsOf } from "../frame/gaps.ts";
import { type Asked, definePage, type Html, type NavGroup, type Page } from "../frame/page.ts";
import { countRecords, type FoundRecord, type Search, type Sort, searchRecords, sorts, type When } from "./search-records.ts";
import { showTable } from "./show-table.ts";

/** A column of a table; `text` is what the download and `/api` have. */
export interface Column<X> {
  readonly label: string;
  readonly sort?: Sort;
  readonly isNumber?: boolean;
  cell(record: FoundRecord, more: X | undefined): Html | string | number;
  text(record: FoundRecord, more: X | undefined): string;
}

/** A choice above a table. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  /** Each with its words and the condition on the version `v`. */
  readonly choices: Readonly<Record<string, { readonly label: string; where(when: When): RawBuilder<unknown> }>>;
}

interface Definition<X> {
  readonly path: string;
  readonly title: string;
  readonly nav: { readonly group: NavGroup };
  readonly kind: Kind;
  /** Of which kinds the columns and filters tell, besides. */
  readonly kinds: readonly Kind[];
  readonly what: { readonly one: string; readonly many: string };
  readonly filters: readonly Filter[];
  readonly columns: readonly Column<X>[];
  /** What else the columns want to know of a page's records, by account and id (`keyOf`). */
  more(transaction: Transaction<Tables>, records: readonly FoundRecord[], at: Date | undefined): Promise<ReadonlyMap<string, X>>;
}

export const keyOf = ({ account_id, record_id }: Pick<FoundRecord, "account_id" | "record_id">): string => `${account_id} ${record_id}`;

export interface TableData {
  readonly total: number;
  readonly columns: readonly { readonly label: string; readonly sort?: Sort; readonly isNumber?: boolean }[];
  readonly rows: readonly { readonly account: string; readonly id: string; readonly name: string; readonly texts: readonly string[] }[];
  readonly after: string | undefined;
}

const pageSize = 50;
const downloadSize = 2000;

const Query = z.looseObject({
  q: z.string().max(200).optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, "an account id has 12 digits")
    .optional(),
  sort: z.enum(sorts).default("name"),
  order: z.enum(["asc", "desc"]).default("asc"),
  after: z.string().max(2000).optional(),
});

/** A page with a table of one kind of records: searched, filtered, sorted and paged by the database. */
export function recordTable<X>(table: Definition<X>): Page {
  const { path, title, nav, kind, columns, filters, what } = table;
  const searchOf = ({ query, at, now }: Asked<z.output<typeof Query>>, limit: number, isFixed: boolean): Search => {
    // A download spans transactions: what is written meanwhile stays out of it.
    const instant = isFixed || at.getTime() !== now.getTime() ? at : undefined;
    const { q, account, sort, order, after } = query;
    const where = filters.flatMap(({ name, choices }) => {
      const chosen = query[name];
      const choice = typeof chosen === "string" && Object.hasOwn(choices, chosen) ? choices[chosen] : undefined;
      return choice === undefined ? [] : [choice.where({ at: instant, now })];
    });
    return { kind, text: q, account, where, sort, order, after, limit, ...(instant ? { at: instant } : {}) };
  };
  const read = async (transaction: Transaction<Tables>, search: Search) => {
    const { records, after } = await searchRecords(transaction, search);
    const more = records.length > 0 ? await table.more(transaction, records, search.at) : new Map<string, X>();
    return { records, after, more };
  };
  return definePage({
    ...{ path, title, nav, role: "reader", travels: true, query: Query },
    async load(asked) {
      const search = searchOf(asked, pageSize, false);
      const { records, after, more } = await read(asked.transaction, search);
      const cells = records.map((record) => columns.map((column) => column.cell(record, more.get(keyOf(record)))));
      const data: TableData = {
        total: await countRecords(asked.transaction, search),
        after,
        columns: columns.map(({ label, sort, isNumber }) => ({ label, ...(sort ? { sort } : {}), ...(isNumber ? { isNumber } : {}) })),
        rows: records.map((record) => ({
          ...{ account: record.account_id, id: record.record_id, name: record.name },
          texts: columns.map((column) => column.text(record, more.get(keyOf(record)))),
        })),
      };
      drawn.set(data, cells);
      return { data, gaps: await gapsOf(asked.transaction, { at: asked.at, kinds: [kind, ...table.kinds] }) };
    },
    show: (data, view) => showTable({ path, data, cells: drawn.get(data) ?? [], filters, what }, view),
    csv: {
      header: columns.map(({ label }) => label),
      async next(asked, after) {
        const search = { ...searchOf(asked, downloadSize, true), after };
        const { records, after: next, more } = await read(asked.transaction, search);
        return { after: next, rows: records.map((record) => columns.map((column) => column.text(record, more.get(keyOf(record))))) };
      },
    },
  });
}

/** The drawn cells of a page's data: `/api` tells the data, and not how it is drawn. */
const drawn = new WeakMap<TableData, readonly (readonly (Html | string | number)[])[]>();
