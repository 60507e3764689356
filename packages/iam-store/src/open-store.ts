import { type Kysely, Kysely as KyselyDatabase, PGliteDialect, PostgresDialect, type Transaction } from "kysely";
import { type Actor, takeOn } from "./actor.ts";
import { migrate } from "./migrations.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Where the database is: a server's address, a folder of its own, or memory for tests. */
export type StoreAddress =
  | { readonly url: string; readonly connections?: number }
  | { readonly folder: string }
  | { readonly memory: true; readonly dump?: Blob };

export interface IamStore {
  readonly engine: "postgresql" | "pglite";
  /** Runs `work` in a transaction as the actor; what it throws undoes all of it. */
  as<T>(actor: Actor, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Without an actor nothing is seen of what row security guards, but by a superuser. For migrations and tests. */
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/** Opens a database and brings its tables to the newest form. */
export async function openStore(address: StoreAddress): Promise<IamStore> {
  const { dialect, engine } = "url" in address ? await server(address) : await embedded(address);
  const db = new KyselyDatabase<Tables>({ dialect });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    engine,
    db,
    as: (actor, work) =>
      db.transaction().execute(async (transaction) => {
        await takeOn(transaction, actor);
        return work(transaction);
      }),
    close: () => db.destroy(),
  };
}

async function server({ url, connections = 10 }: Extract<StoreAddress, { url: string }>) {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new StoreError("bad-address", "DATABASE_URL must begin with postgres:// or postgresql://");
  const { Pool } = (await import("pg")).default;
  const pool = new Pool({ connectionString: url, max: connections });
  // A connection that breaks while nobody asks would end the process. Whoever asks next is told, or gets a new one.
  pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
  return { engine: "postgresql" as const, dialect: new PostgresDialect({ pool }) };
}

async function embedded(address: Exclude<StoreAddress, { url: string }>) {
  const { PGlite } = await import("@electric-sql/pglite");
  const pglite =
    "folder" in address ? await PGlite.create(address.folder) : await PGlite.create(address.dump ? { loadDataDir: address.dump } : {});
  return { engine: "pglite" as const, dialect: new PGliteDialect({ pglite }) };
}
