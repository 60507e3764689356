import { DatabaseSync } from "node:sqlite";
import { databaseError } from "./kdi-error.ts";

/** Of pages that SQLite keeps in memory; what is more lies in the file. */
const cacheKibibytes = 8192;
export const inMemory = `PRAGMA cache_size = -${cacheKibibytes}; PRAGMA temp_store = FILE`;

/**
 * Opens a temporary database in the folder for temporary files. The file goes with its process, however that ends. It can't be rolled back:
 * after an error it is of no use. https://www.sqlite.org/inmemorydb.html#temp_db
 */
export function openScratch(tables: string): DatabaseSync {
  const database = new DatabaseSync("");
  try {
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; ${inMemory}; ${tables}`);
    // One transaction for everything: each of its own would write each time.
    database.exec("BEGIN");
    return database;
  } catch (error) {
    database.close();
    throw databaseError("open", "", error);
  }
}
