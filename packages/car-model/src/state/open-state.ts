import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { reasonOf, StoreError } from "@plumbline/run-store/error";
import { applicationId, tables, version } from "./tables.ts";

/** The file that keeps what was last sent to CAR, by resource, and from when on each cell is to be followed. */
export interface State {
  readonly path: string;
  readonly database: DatabaseSync;
  /** Runs `work` whole or not at all. */
  transact<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens a state, or makes an empty one. One process at a time has it. Throws a StoreError: `locked` when another process has it, `broken` for
 * a file that is none, or of a later version, or another program's, `unwritable` when the file system refuses it, `no-space` when it is full.
 */
export function openState(path: string): State {
  const database = open(path);
  try {
    proveOwn(database, path);
    // Held until the process ends, however it ends: two runs that send to one source at once would undo each other.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF");
    database.exec("BEGIN IMMEDIATE; COMMIT");
    prepareTables(database, path);
  } catch (error) {
    database.close();
    throw stateError("open", path, error);
  }
  return {
    path,
    database,
    transact(work) {
      try {
        database.exec("BEGIN IMMEDIATE");
        const value = work();
        database.exec("COMMIT");
        return value;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw stateError("write", path, error);
      }
    },
    close: () => database.close(),
  };
}

function open(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // An inventory of accounts is nobody else's to read.
    closeSync(openSync(path, "a", 0o600));
    return new DatabaseSync(path);
  } catch (error) {
    throw stateError("open", path, error);
  }
}

/** Before anything is written: a file of another program stays as it is. */
function proveOwn(database: DatabaseSync, path: string): void {
  const id = Number(database.prepare("PRAGMA application_id").get()?.["application_id"]);
  const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (id !== applicationId && !(id === 0 && isEmpty))
    throw new StoreError(`${path} holds what another program wrote`, { code: "broken", path, hint: "name another file with --state-file" });
}

function prepareTables(database: DatabaseSync, path: string): void {
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (found > version)
    throw new StoreError(`the state ${path} is of version ${found}, and this is version ${version}`, {
      ...{ code: "broken", path },
      hint: "use the newer version that wrote it, or name another file: a full import follows",
    });
  // A state of an older version tells nothing that this one could use; a full import makes it anew.
  if (found < version) {
    const old = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    for (const { name } of old) database.exec(`DROP TABLE "${String(name)}"`);
    database.exec(`PRAGMA application_id = ${applicationId}; ${tables}; PRAGMA user_version = ${version}`);
  }
}

function stateError(tried: "open" | "write", path: string, error: unknown): unknown {
  // What `work` itself throws is not the file's fault.
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return isFileError(error) ? fileError() : error;
  const reason = reasonOf(error);
  if (/locked|busy/i.test(reason))
    return new StoreError(`another run has the state ${path}`, { code: "locked", path, hint: "wait until it has ended", cause: error });
  if (/not a database|malformed|corrupt/i.test(reason))
    return new StoreError(`the state ${path} can't be read: ${reason}`, {
      ...{ code: "broken", path, cause: error },
      hint: "move it away: a full import follows",
    });
  return /full/i.test(reason)
    ? fileError("no-space", "free space on the disk, or name a file on another one with --state-file")
    : fileError();

  function fileError(code: StoreError["code"] = "unwritable", hint = "name a file that can be written with --state-file") {
    return new StoreError(`can't ${tried} the state ${path}: ${reasonOf(error)}`, { code, path, hint, cause: error });
  }
}

const isFileError = (error: unknown): boolean => error instanceof Error && "syscall" in error;
