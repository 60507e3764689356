import { type Dialect, Kysely, PGliteDialect, PostgresDialect } from "kysely";
import { explainFailure } from "./database-failure.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { holdFolder } from "./embedded-folder.ts";
import { openPool, type SignIn } from "./postgres-pool.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Where the database is: a server's address, a folder of its own, or memory for tests. */
export type StoreAddress =
  | { readonly url: string; readonly connections?: number; readonly signIn?: SignIn }
  | { readonly folder: string }
  | { readonly memory: true; readonly dump?: Blob };

export interface Connected {
  readonly engine: "postgresql" | "pglite";
  readonly db: Kysely<Tables>;
  /** What a failure means, where it is one of the connection; else the failure itself. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

/** Connects and does nothing yet. Rejects with a StoreError that says in one line what to do. */
export const connect = (address: StoreAddress): Promise<Connected> =>
  "url" in address ? connectToServer(address) : "folder" in address ? openFolder(address.folder) : openMemory(address);

async function connectToServer({ url, connections = 10, signIn }: Extract<StoreAddress, { url: string }>): Promise<Connected> {
  const place = parseDatabaseUrl(url);
  const pool = await openPool(place, connections, signIn);
  const server = { at: `${place.host}:${place.port}`, user: place.user, database: place.database };
  const explain = (error: unknown) => explainFailure(error, server) ?? error;
  return connected("postgresql", new PostgresDialect({ pool }), explain);
}

async function openFolder(folder: string): Promise<Connected> {
  const held = await holdFolder(folder);
  try {
    const { PGlite } = await import("@electric-sql/pglite");
    const opened = await connected("pglite", new PGliteDialect({ pglite: await PGlite.create(held.path) }));
    return { ...opened, close: () => opened.close().finally(held.release) };
  } catch (cause) {
    await held.release();
    const advice = "it may be broken or of another version; restore it from an archive or a copy, or name another folder";
    throw new StoreError("unreadable", `the database in ${folder} can't be opened (${String(cause)}): ${advice}`, { cause });
  }
}

async function openMemory({ dump }: Extract<StoreAddress, { memory: true }>): Promise<Connected> {
  const { PGlite } = await import("@electric-sql/pglite");
  return connected("pglite", new PGliteDialect({ pglite: await PGlite.create(dump ? { loadDataDir: dump } : {}) }));
}

async function connected(engine: Connected["engine"], dialect: Dialect, explain: Connected["explain"] = (error) => error) {
  const db = new Kysely<Tables>({ dialect });
  const close = () => db.destroy();
  try {
    await db.connection().execute(async () => undefined);
  } catch (error) {
    await close();
    throw explain(error);
  }
  return { engine, db, explain, close };
}
