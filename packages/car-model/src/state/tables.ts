/** Raised whenever the tables, or what the projections put into them, can't be read as they were. A state of an older version is dropped. */
export const version = 1;
/** Stands in the head of each state, so that no other program's database is taken for one: "plum". https://www.sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x70_6c_75_6d;

/**
 * `part` is what each resource puts in as far as we know now; `item.sent` is the row that CAR is known to hold, null when it holds none.
 * `unsure` says that a run which did not end may have changed that; `sent` then has the fields and tags of all rows that CAR may hold. So the
 * difference can be worked out anew at any time, and a run that was killed leaves nothing that the next one does not see.
 */
export const tables = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cell (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, type TEXT NOT NULL, since INTEGER, listed INTEGER, UNIQUE (account, region, type)
);
CREATE TABLE resource (
  id INTEGER PRIMARY KEY, cell INTEGER NOT NULL, name TEXT NOT NULL, run INTEGER NOT NULL, kept TEXT, refused TEXT, UNIQUE (cell, name)
);
CREATE TABLE item (
  id INTEGER PRIMARY KEY, collection TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL DEFAULT '',
  sent TEXT, next TEXT, dirty INTEGER NOT NULL DEFAULT 0, unsure INTEGER NOT NULL DEFAULT 0, act TEXT, UNIQUE (collection, a, b)
);
CREATE INDEX item_b ON item (b, collection) WHERE b <> '';
CREATE INDEX item_dirty ON item (dirty) WHERE dirty = 1;
CREATE INDEX item_unsure ON item (unsure) WHERE unsure = 1;
CREATE INDEX item_act ON item (collection, act) WHERE act IS NOT NULL;
CREATE TABLE part (item INTEGER NOT NULL, resource INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (item, resource)) WITHOUT ROWID;
CREATE INDEX part_resource ON part (resource);
CREATE TABLE read_from (resource INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (resource, source)) WITHOUT ROWID;
CREATE INDEX read_from_source ON read_from (source);
`;
