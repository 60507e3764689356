import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import { type Actor, takeOn } from "./actor.ts";
import { connect, type StoreAddress } from "./connect.ts";
import { isInTheWay } from "./database-failure.ts";
import { migrate, pendingMigrations } from "./migrations.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

export type { StoreAddress } from "./connect.ts";

export interface IamStore {
  readonly engine: "postgresql" | "pglite";
  /**
   * Runs `work` in a transaction as the actor; what it throws undoes all of it. Work that is `repeatable`, because it does nothing outside of the
   * transaction, is run again where another transaction was in the way (a deadlock), three times at most. PGlite has one connection: work that
   * waits for another `as` would wait for ever. With `oneInstant` every statement sees what was there at the first, whoever writes meanwhile; what
   * then writes a row that another changed is refused. https://www.postgresql.org/docs/15/transaction-iso.html#XACT-REPEATABLE-READ
   */
  as<T>(actor: Actor, work: (transaction: Transaction<Tables>) => Promise<T>, options?: Acting): Promise<T>;
  /** Without an actor nothing is seen of what row security guards, but by a superuser. For migrations and tests. */
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

export interface Acting {
  readonly repeatable?: boolean;
  readonly oneInstant?: boolean;
}

interface Opening {
  /** `false` changes no table: what lacks is told by StoreError `outdated`. */
  readonly migrate?: boolean;
}

const pauses = [20, 100, 400];

/** Opens a database, and brings its tables to the newest form unless they have it. */
export async function openStore(address: StoreAddress, { migrate: isMigrated = true }: Opening = {}): Promise<IamStore> {
  const { engine, db, explain, close } = await connect(address);
  try {
    const pending = await pendingMigrations(db);
    if (pending.length > 0 && !isMigrated) throw outdated(pending);
    if (pending.length > 0) await migrate(db);
  } catch (error) {
    await close();
    throw explain(error);
  }
  const once: IamStore["as"] = (actor, work, { oneInstant = false } = {}) => {
    const begun = oneInstant ? db.transaction().setIsolationLevel("repeatable read") : db.transaction();
    return begun.execute(async (transaction) => {
      await takeOn(transaction, actor);
      return work(transaction);
    });
  };
  return {
    ...{ engine, db, close },
    async as(actor, work, options = {}) {
      for (const pause of options.repeatable ? pauses : [])
        try {
          return await once(actor, work, options);
        } catch (error) {
          if (!isInTheWay(error)) throw explain(error);
          await sleep(pause);
        }
      try {
        return await once(actor, work, options);
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

const outdated = (pending: readonly string[]) =>
  new StoreError("outdated", `the database lacks ${pending.join(", ")}: open it once as its owner, who may migrate, then go on`);
