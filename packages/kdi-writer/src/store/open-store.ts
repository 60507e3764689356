/** Where entries of all pages, regions and accounts become assets: on disk, so that memory does not grow with them. */
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@plumbline/run-store/error";
import type { KdiEntry } from "../kdi.ts";
import { databaseError, KdiError } from "../kdi-error.ts";
import { defaultOrder, type LocatorOrder } from "../locators.ts";
import { inMemory, openScratch } from "../scratch.ts";
import { type KdiCounts, makePut } from "./put.ts";
import { applicationId, tables, version } from "./tables.ts";

export interface KdiStore {
  /** Empty for a temporary file. */
  readonly path: string;
  /** By which assets are taken for one. */
  readonly order: LocatorOrder;
  readonly database: DatabaseSync;
  /**
   * Merges an entry in. Throws a KdiError `bad-entry` for one that is no KDI, which leaves no trace, and a StoreError when the disk is full or
   * takes nothing; after that the store is of no use.
   */
  put(entry: KdiEntry): void;
  /** Makes what was put so far outlive the process, in a named file. */
  save(): void;
  counts(): KdiCounts;
  /** Saves, and ends. A temporary file is gone with it. */
  close(): void;
}

export interface StoreOptions {
  /** The connector's order of locators, Kenna's own unless told: entries that it names alike are one asset. */
  readonly order?: LocatorOrder | undefined;
}

/** So many entries are lost at most when the process is killed; fewer would write more often. */
const putsEachSave = 10_000;

/**
 * Opens a store in a named file, which is made where it is missing and otherwise goes on with what it holds, or in a temporary file. Throws a
 * StoreError: `locked` when another process has it, `broken` for a file of another program, version or order of locators, `unwritable` and
 * `no-space`.
 */
export function openKdiStore(path?: string, { order = defaultOrder }: StoreOptions = {}): KdiStore {
  const named = path ?? "";
  const database = named === "" ? openScratch(tables) : openNamed(named, order);
  const { put, counts } = makePut(database, order);
  let unsaved = 0;
  let broken: unknown;
  const guarded = <T>(work: () => T): T => {
    if (broken !== undefined) throw broken;
    try {
      return work();
    } catch (error) {
      if (error instanceof KdiError) throw error;
      broken = databaseError("write", named, error);
      throw broken;
    }
  };
  const save = () => {
    if (named === "" || !database.isTransaction) return;
    database.exec("COMMIT");
    unsaved = 0;
  };
  return {
    path: named,
    order,
    database,
    put: (entry) =>
      guarded(() => {
        if (!database.isTransaction) database.exec("BEGIN");
        put(entry);
        if (++unsaved >= putsEachSave) save();
      }),
    save: () => guarded(save),
    counts: () => guarded(counts),
    close() {
      try {
        if (broken === undefined) guarded(save);
      } finally {
        database.close();
      }
    },
  };
}

function openNamed(path: string, order: LocatorOrder): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    proveOwn(database, path);
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${inMemory}`);
    database.exec("BEGIN IMMEDIATE");
    prepare(database, path, order);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database?.close();
    throw databaseError("open", path, error);
  }
}

const numberOf = (database: DatabaseSync, pragma: string): number => Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);

/** Before anything is written: a file of another program stays as it is. */
function proveOwn(database: DatabaseSync, path: string): void {
  const id = numberOf(database, "application_id");
  const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (id !== applicationId && !(id === 0 && isEmpty))
    throw new StoreError(`${path} holds what another program wrote`, { code: "broken", path, hint: "name another file" });
}

function prepare(database: DatabaseSync, path: string, order: LocatorOrder): void {
  const hint = "take it away and put all entries again, or name another file";
  if (numberOf(database, "application_id") === 0) {
    database.exec(`PRAGMA application_id = ${applicationId}; ${tables}; PRAGMA user_version = ${version}`);
    database.prepare("INSERT INTO setting (name, value) VALUES ('order', ?)").run(order.join());
  }
  const found = numberOf(database, "user_version");
  if (found !== version)
    throw new StoreError(`${path} is of version ${found}, and this is version ${version}`, { code: "broken", path, hint });
  const held = String(database.prepare("SELECT value FROM setting WHERE name = 'order'").get()?.["value"]);
  if (held !== order.join())
    throw new StoreError(`${path} was merged by the order of locators ${held}, and ${order.join()} is asked for`, {
      ...{ code: "broken", path, hint },
    });
}
