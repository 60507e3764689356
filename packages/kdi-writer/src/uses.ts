import { openScratch } from "./scratch.ts";

/** What a file names and defines, noted on disk. A key is a text that is the same for the same thing. */
export interface Uses {
  /** The number of the asset that has this key already; undefined for the first one. */
  noteAsset(key: string, number: number): number | undefined;
  /** As if the assets from this number on had not been noted. */
  forgetAssets(from: number): void;
  noteUse(key: string, place: string): void;
  noteDef(key: string, number: number): number | undefined;
  /** Definitions that are wanted and missing, each with the place that wants it first. */
  missing(): Generator<{ key: string; place: string }>;
  /** Definitions that nobody wants. */
  unused(): Generator<{ key: string; number: number }>;
  close(): void;
}

/** Throws a StoreError when there is no room for temporary files. */
export function openUses(): Uses {
  const database = openScratch(
    `CREATE TABLE asset (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE def (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE wanted (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL)`,
  );
  const noteIn = (table: "asset" | "def") => {
    const find = database.prepare(`SELECT number FROM ${table} WHERE key = ?`);
    const add = database.prepare(`INSERT INTO ${table} (key, number) VALUES (?, ?)`);
    return (key: string, number: number): number | undefined => {
      const before = find.get(key);
      if (before === undefined) add.run(key, number);
      return before === undefined ? undefined : Number(before["number"]);
    };
  };
  const forget = database.prepare("DELETE FROM asset WHERE number >= ?");
  const want = database.prepare("INSERT OR IGNORE INTO wanted (key, place) VALUES (?, ?)");
  return {
    noteAsset: noteIn("asset"),
    forgetAssets: (from) => void forget.run(from),
    noteDef: noteIn("def"),
    noteUse: (key, place) => void want.run(key, place),
    *missing() {
      const rows = database.prepare("SELECT key, place FROM wanted WHERE key NOT IN (SELECT key FROM def) ORDER BY id");
      for (const { key, place } of rows.iterate()) yield { key: String(key), place: String(place) };
    },
    *unused() {
      const rows = database.prepare("SELECT key, number FROM def WHERE key NOT IN (SELECT key FROM wanted) ORDER BY number");
      for (const { key, number } of rows.iterate()) yield { key: String(key), number: Number(number) };
    },
    close: () => database.close(),
  };
}
