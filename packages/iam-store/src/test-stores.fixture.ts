import { EmulatorError } from "@plumbline/testkit/emulator-error";
import { type PostgresServer, programFolder, startPostgres } from "@plumbline/testkit/postgres";
import { afterAll, beforeAll, describe, it } from "vitest";
import { cacheFolder, dumpOfEmpty } from "./empty-database.fixture.ts";
import { type IamStore, openStore, type StoreAddress } from "./open-store.ts";

/** What the rows of `onBothStores` have in hand. */
export interface GivenStore {
  readonly engine: IamStore["engine"];
  /** One store for all rows of the group. Read it inside a row or a hook, not while rows are declared. */
  readonly store: IamStore;
  /** Another store with the newest tables and nothing in them; it is closed with the group. */
  another(): Promise<IamStore>;
  /** The address of a new database without any table; of PostgreSQL with a superuser's name and password. */
  empty(): Promise<StoreAddress>;
}

/**
 * Runs the same rows on PGlite in memory and on a PostgreSQL of their own. Call it in a file `*.e2e.ts` (`vitest run --project e2e FILE`):
 *
 *     onBothStores("campaigns", (given) => {
 *       it("opens one", async () => {
 *         await given.store.as(actor, (transaction) => openCampaign(transaction, ...));
 *       });
 *     });
 *
 * Where the machine has no PostgreSQL, the second group is one skipped test that says so; with CI=true it is an error.
 */
export function onBothStores(name: string, rows: (given: GivenStore) => void): void {
  describe(`${name} on PGlite`, () => {
    declare("pglite", rows, async () => ({ memory: true, dump: await dumpOfEmpty() }), newMemory);
  });
  describe(`${name} on PostgreSQL`, async () => {
    const missing = await whyNoPostgres();
    if (missing) return it.skip(missing);
    let server: PostgresServer;
    let count = 0;
    beforeAll(async () => {
      server = await startPostgres(place);
    });
    // What is declared first ends last: stores are closed before their server is stopped.
    afterAll(() => server.stop());
    const create = async () => ({ url: await server.create(`store_${++count}`) });
    declare("postgresql", rows, create, create);
  });
}

function declare(
  engine: IamStore["engine"],
  rows: (given: GivenStore) => void,
  next: () => Promise<StoreAddress>,
  empty: () => Promise<StoreAddress>,
) {
  const opened: IamStore[] = [];
  const another = async () => {
    const store = await openStore(await next());
    opened.push(store);
    return store;
  };
  beforeAll(another);
  afterAll(async () => {
    for (const store of opened) await store.close();
  });
  rows({
    ...{ engine, another, empty },
    get store() {
      const [first] = opened;
      if (!first) throw new Error("the store is open in rows and hooks alone");
      return first;
    },
  });
}

const place = {
  cacheFolder,
  environment: process.env,
  log: () => undefined,
};

/** Says so where the machine has no PostgreSQL; an error with CI=true. */
export async function whyNoPostgres(): Promise<string | undefined> {
  try {
    await programFolder(process.env["PATH"] ?? "");
    return undefined;
  } catch (error) {
    if (!(error instanceof EmulatorError) || process.env["CI"] === "true") throw error;
    return `not run on PostgreSQL: ${error.message}. ${error.hint}`;
  }
}

const newMemory = async (): Promise<StoreAddress> => ({ memory: true });
