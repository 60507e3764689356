import type { Tables } from "@plumbline/iam-store/tables";
import type { Hono } from "hono";
import type { html } from "hono/html";
import type { Transaction } from "kysely";
import type { z } from "zod";
import { checked } from "./checked.ts";
import type { Gap } from "./gaps.ts";
import type { Services } from "./services.ts";
import type { Gathered, Setup } from "./setup.ts";
import type { SignedIn } from "./signed-in.ts";
import type { ConsoleRole, Viewer } from "./viewer.ts";

export type Html = ReturnType<typeof html>;

/** One request for a page, inside the transaction that has taken on the viewer's role. */
export interface Asked<Q = Readonly<Record<string, string>>> {
  readonly transaction: Transaction<Tables>;
  /** The parts of the path that the page names, such as `:id`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  /** The instant that is shown: now, unless the page travels and another one is asked for. */
  readonly at: Date;
  readonly now: Date;
  readonly viewer: Viewer;
  readonly services: Services;
}

/** What a page is drawn with besides its content. */
export interface View {
  readonly viewer: Viewer;
  readonly at: Date;
  readonly now: Date;
  /** Path and query as asked for. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The hidden field that every form of POST carries. */
  readonly csrf: Html;
}

export interface Loaded<D> {
  readonly data: D;
  /** What of it could not be looked at; every page tells. */
  readonly gaps: readonly Gap[];
  /** In place of the page's own title. */
  readonly title?: string;
}

/** Rows of a download, page by page; each page is read in a transaction of its own. */
export interface CsvPage {
  readonly rows: readonly (readonly string[])[];
  /** Where the next page begins; undefined after the last. */
  readonly after: string | undefined;
}

/** What a form does. It runs in a transaction with its line in the audit log: both are kept, or neither. */
export interface Action<Q, F extends z.ZodType> {
  readonly role: ConsoleRole;
  /** Its word in the audit log, such as `grant`. */
  readonly does: string;
  readonly form: F;
  /** Whether every statement sees what was there at the first: for what reads a whole inventory, and counts on no row that another changes. */
  readonly oneInstant?: boolean;
  /** Does nothing outside of the transaction: it is run again where another was in the way. */
  run(asked: Asked<Q> & { readonly form: z.output<F> }): Promise<Done>;
}

export interface Done {
  /** Where the person goes on. */
  readonly to: string;
  /** What the next page says. */
  readonly told: string;
  /** What it was done to, for the audit log, and its account where it has one. */
  readonly target: string;
  readonly account?: string;
  readonly detail?: string;
}

interface Definition<Q extends z.ZodObject, D> {
  /** As Hono has it, such as `/principals/:kind/:id`; its data is JSON below `/api`. */
  readonly path: string;
  readonly title: string;
  /** Where the menu has it; left out for pages that others lead to. */
  readonly nav?: { readonly group: NavGroup; readonly label?: string };
  /** What one must be in some account to see it; the page then shows those accounts alone. */
  readonly role: ConsoleRole;
  /** Whether it can show another instant than now. */
  readonly travels?: boolean;
  readonly query: Q;
  /** Undefined for what is not there, or not for the viewer. */
  load(asked: Asked<z.output<Q>>): Promise<Loaded<D> | undefined>;
  show(data: D, view: View): Html;
  /** Makes `PATH.csv`. */
  readonly csv?: {
    readonly header: readonly string[];
    /** What could not be looked at; the answer's head and the file's name say so. */
    gaps(asked: Asked<z.output<Q>>): Promise<readonly Gap[]>;
    next(asked: Asked<z.output<Q>>, after: string | undefined): Promise<CsvPage>;
  };
  /** By name: `POST PATH/NAME`. Made by `action`. */
  readonly actions?: Readonly<Record<string, Registered<z.output<Q>>>>;
  /** What is served below its path besides: downloads, uploads, and work beyond the database. */
  readonly extras?: readonly Extra[];
}

export const navGroups = ["Overview", "Inventory", "Findings", "Reviews", "Operations"] as const;
export type NavGroup = (typeof navGroups)[number];

export interface Registered<Q> {
  readonly role: ConsoleRole;
  readonly does: string;
  readonly oneInstant: boolean;
  run(asked: Asked<Q>, form: Readonly<Record<string, unknown>>): Promise<Done>;
}

/** Declares what a form does; its fields are checked before it runs. */
export const action = <Q, F extends z.ZodType>({ role, does, form, oneInstant = false, run }: Action<Q, F>): Registered<Q> => ({
  ...{ role, does, oneInstant },
  run: (asked, fields) => run({ ...asked, form: checked(form, fields, "form") }),
});

/** A page as the routes know it. */
export interface Page extends Pick<Definition<z.ZodObject, unknown>, "path" | "title" | "nav" | "role"> {
  readonly travels: boolean;
  load(asked: Asked): Promise<{ title: string; gaps: readonly Gap[]; data: unknown; show(view: View): Html } | undefined>;
  readonly csv?: {
    readonly header: readonly string[];
    gaps(asked: Asked): Promise<readonly Gap[]>;
    next(asked: Asked, after: string | undefined): Promise<CsvPage>;
  };
  readonly actions: Readonly<Record<string, Registered<Readonly<Record<string, string>>>>>;
  readonly extras: readonly Extra[];
}

/** What may be sent to a page, and by whom. */
export interface Taken {
  readonly role: ConsoleRole;
  /** Its word in the audit log. */
  readonly does: string;
  /** How long it may be, in bytes, where that is more than of a form. */
  readonly maxBytes?: number;
}

/** What a page serves below its path. */
export interface Extra {
  readonly name: string;
  /** What is sent to it as `POST PATH/NAME`; left out for what is only fetched. */
  readonly takes?: Taken;
  add(app: Hono<Gathered>, page: Page, around: Around): void;
}
interface Around {
  readonly setup: Setup;
  readonly signedIn: SignedIn;
  readonly menu: readonly Page[];
}

/** Declares a page: one file in `pages/`, and one line in `routes.ts`. */
export function definePage<Q extends z.ZodObject, D>(page: Definition<Q, D>): Page {
  const { path, title, role, csv, travels = false } = page;
  const typed = (asked: Asked): Asked<z.output<Q>> => ({ ...asked, query: checked(page.query, asked.query, "query") });
  const actions = Object.entries(page.actions ?? {}).map(([name, one]): [string, Page["actions"][string]] => [
    name,
    { ...one, run: (asked, form) => one.run(typed(asked), form) },
  ]);
  return {
    ...{ path, title, role, travels, actions: Object.fromEntries(actions), extras: page.extras ?? [] },
    ...(page.nav ? { nav: page.nav } : {}),
    ...(csv
      ? { csv: { header: csv.header, gaps: (asked) => csv.gaps(typed(asked)), next: (asked, after) => csv.next(typed(asked), after) } }
      : {}),
    async load(asked) {
      const loaded = await page.load(typed(asked));
      if (loaded === undefined) return undefined;
      const { data, gaps } = loaded;
      return { title: loaded.title ?? title, gaps, data, show: (view) => page.show(data, view) };
    },
  };
}
