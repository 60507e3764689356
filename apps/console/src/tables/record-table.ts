import type { IamRecord, Kind, RecordOf } from "@plumbline/iam-model/kinds";
import { type FoundPage, type Search, searchRecords } from "@plumbline/iam-store/search-records";
import type { Tables } from "@plumbline/iam-store/tables";
import { html } from "hono/html";
import type { Transaction } from "kysely";
import { z } from "zod";
import { gapsOf } from "../frame/gaps.ts";
import { type Asked, definePage, type Html, type NavGroup, type Page } from "../frame/page.ts";
import { Refusal } from "../frame/refusal.ts";
import { showTable } from "./show-table.ts";
import { type Filter, type Sort, sorts, type TableData } from "./table.ts";
import { notLooked, readUnseen } from "./unseen.ts";

/** A column of a table; `text` is what the download and `/api` have. */
export interface Column<K extends Kind, X> {
  readonly label: string;
  readonly sort?: Sort;
  readonly isNumber?: boolean;
  cell(record: RecordOf<K>, more: X | undefined): Html | string | number;
  text(record: RecordOf<K>, more: X | undefined): string;
  /** Kinds of whose absence the cell tells; where one was never looked at wholly, `unseen` stands there (`not looked at` unless said). */
  standsOn?(more: X | undefined): readonly Kind[];
  unseen?(more: X | undefined): string;
}

interface Definition<K extends Kind, X> {
  readonly path: string;
  readonly title: string;
  readonly nav: { readonly group: NavGroup };
  readonly kind: K;
  /** Of which kinds the columns and filters tell, besides. */
  readonly kinds: readonly Kind[];
  readonly what: { readonly one: string; readonly many: string };
  readonly filters: readonly Filter[];
  readonly columns: readonly Column<K, X>[];
  /** What else the columns want to know of a page's records, by account and id (`keyOf`). */
  more(transaction: Transaction<Tables>, records: readonly RecordOf<K>[], at: Date | undefined): Promise<ReadonlyMap<string, X>>;
}

export const keyOf = ({ account, id }: { readonly account: string; readonly id: string }): string => `${account} ${id}`;

type Cells = readonly (readonly (Html | string | number)[])[];

const pageSize = 50;
const downloadSize = 5000;

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
type Query = z.output<typeof Query>;

/** A choice that there is not would otherwise be answered with everything. */
const queryOf = (filters: readonly Filter[]) =>
  Query.superRefine((query, context) => {
    for (const [name, chosen] of Object.entries(query).filter(([name]) => !Object.hasOwn(Query.shape, name))) {
      const choices = filters.find((filter) => filter.name === name)?.choices;
      const refuse = (message: string) => context.addIssue({ code: "custom", path: [name], message });
      if (choices === undefined) refuse("is nothing that can be asked for here");
      else if (!Object.hasOwn(choices, String(chosen))) refuse(`must be one of ${Object.keys(choices).join(", ")}`);
    }
  });

/** A page with a table of one kind of records: searched, filtered, sorted and paged by the database. */
export function recordTable<K extends Kind, X>(table: Definition<K, X>): Page {
  const { path, title, nav, kind, columns, filters, what } = table;
  const read = async ({ transaction, query, now }: Asked<Query>, given: Partial<Search> & { limit: number }) => {
    const { q, account, sort, order, after } = query;
    const where = filters.flatMap(({ name, choices }) => {
      const chosen = query[name];
      const choice = typeof chosen === "string" ? choices[chosen] : undefined;
      return choice === undefined ? [] : [choice.where({ at: given.at, now })];
    });
    const { rows, total, next } = await searchFrom(transaction, {
      ...{ kind, where, sort, order, filters: account === undefined ? [] : [{ field: "account", is: account }] },
      ...(q === undefined ? {} : { text: q }),
      ...(after === undefined ? {} : { after }),
      ...given,
    });
    const records = rows.flatMap(({ record }) => (isOf(record, kind) ? [record] : []));
    const more = records.length > 0 ? await table.more(transaction, records, given.at) : new Map<string, X>();
    const accounts = records.map((record) => record.account);
    const isUnseen = await readUnseen(transaction, { principal: kind, at: given.at ?? now, accounts });
    const unseenIn = (column: Column<K, X>, record: RecordOf<K>): string | undefined => {
      const known = more.get(keyOf(record));
      const kinds = column.standsOn?.(known) ?? [];
      return kinds.some((one) => isUnseen(record.account, one)) ? (column.unseen?.(known) ?? notLooked) : undefined;
    };
    const texts = (record: RecordOf<K>) =>
      columns.map((column) => unseenIn(column, record) ?? column.text(record, more.get(keyOf(record))));
    return { records, next, total: total ?? 0, more, texts, unseenIn };
  };
  const gaps = ({ transaction, at, query: { account } }: Asked<Query>) =>
    gapsOf(transaction, { at, kinds: [kind, ...table.kinds], ...(account === undefined ? {} : { accounts: [account] }) });
  return definePage({
    ...{ path, title, nav, role: "reader", travels: true, query: queryOf(filters) },
    async load(asked) {
      const isNow = asked.at.getTime() === asked.now.getTime();
      const { records, next, total, more, texts, unseenIn } = await read(asked, { limit: pageSize, ...(isNow ? {} : { at: asked.at }) });
      const cells: Cells = records.map((record) =>
        columns.map((column) => {
          const unseen = unseenIn(column, record);
          return unseen === undefined ? column.cell(record, more.get(keyOf(record))) : html`<span class="quiet">${unseen}</span>`;
        }),
      );
      const data: TableData = {
        ...{ total, after: next },
        columns: columns.map(({ label, sort, isNumber }) => ({ label, ...(sort ? { sort } : {}), ...(isNumber ? { isNumber } : {}) })),
        rows: records.map((record) => ({ account: record.account, id: record.id, name: record.name, texts: texts(record) })),
      };
      drawn.set(data, cells);
      return { data, gaps: await gaps(asked) };
    },
    show: (data, view) => showTable({ path, data, cells: drawn.get(data) ?? [], filters, what }, view),
    csv: {
      header: columns.map(({ label }) => label),
      gaps,
      async next(asked, after) {
        // A download spans transactions: what is written meanwhile stays out of it.
        const place = after === undefined ? {} : { after };
        const { records, next, texts } = await read(asked, { at: asked.at, limit: downloadSize, isCounted: false, ...place });
        return { after: next, rows: records.map(texts) };
      },
    },
  });
}

/** A made-up place is found out by the database, which can't read it as the sort's type. https://www.postgresql.org/docs/15/errcodes-appendix.html */
async function searchFrom(transaction: Transaction<Tables>, search: Search): Promise<FoundPage> {
  try {
    return await searchRecords(transaction, search);
  } catch (cause) {
    const isOfPlace = search.after !== undefined && cause instanceof Error && "code" in cause && String(cause.code).startsWith("22");
    throw isOfPlace ? new Refusal(400, "The place where the page begins is none that a page before has told.", { cause }) : cause;
  }
}

const isOf = <K extends Kind>(record: IamRecord, kind: K): record is RecordOf<K> => record.kind === kind;

/** The drawn cells of a page's data: `/api` tells the data, and not how it is drawn. */
const drawn = new WeakMap<TableData, Cells>();
