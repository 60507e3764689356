/** Raised whenever the tables, or what stands in them, can't be read as they were. */
export const version = 3;
/** Stands in the head of each store, so that no other program's database is taken for one: "pkdi". https://www.sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x70_6b_64_69;

/** Stands in the place of a status. */
export const leftOut = "left-out";

/** `body` of an asset is what is held of it; `body` of a vulnerability is its line in a file, and so is `line` of a definition. The vulnerabilities
 * of a file are those in `written`; of one that is left out only that word is held, and no definition. */
export const tables = `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE asset (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE def (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL, line TEXT NOT NULL);
CREATE TABLE vuln (
  id INTEGER PRIMARY KEY, asset INTEGER NOT NULL, key TEXT NOT NULL, def INTEGER NOT NULL,
  seen TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (asset, key)
);
CREATE VIEW written AS SELECT id, asset, key, def, status, body FROM vuln WHERE status <> '${leftOut}';
`;
