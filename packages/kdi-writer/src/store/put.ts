import type { DatabaseSync } from "node:sqlite";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { KdiEntry, KdiStatus, KdiToldDef } from "../kdi.ts";
import { KdiError } from "../kdi-error.ts";
import { keyOfAsset, type LocatorOrder } from "../locators.ts";
import { HeldAsset, isBetter, mergeAssets, mergeDefs, toHeld, toInstant, toWritten, toWrittenDef } from "./merge.ts";
import { leftOut } from "./tables.ts";

/** Of what is written; a vulnerability that is left out counts nowhere. */
export interface KdiCounts {
  /** That have a vulnerability. */
  readonly assets: number;
  readonly vulns: number;
  readonly byStatus: Readonly<Record<KdiStatus, number>>;
  /** Of definitions that a vulnerability wants; others are not written. */
  readonly vulnDefs: number;
}

/** SQLite numbers rows from 1. */
const noDef = 0;

/** Prepares the statements that merge entries into the tables, and count what is there. */
export function makePut(database: DatabaseSync, order: LocatorOrder): { put(entry: KdiEntry): void; counts(): KdiCounts } {
  const merging = {
    asset: mergeInto(database, { table: "asset", read: (text) => HeldAsset.parse(JSON.parse(text)), merge: mergeAssets, line: undefined }),
    def: mergeInto(database, {
      ...{ table: "def", read: (text) => KdiToldDef.parse(JSON.parse(text)), merge: mergeDefs },
      line: (def) => JSON.stringify(toWrittenDef(def)),
    }),
  };
  const find = database.prepare("SELECT id, seen, status, body FROM vuln WHERE asset = ? AND key = ?");
  const add = database.prepare("INSERT INTO vuln (asset, key, def, seen, status, body) VALUES (?, ?, ?, ?, ?, ?)");
  const replace = database.prepare("UPDATE vuln SET def = ?, seen = ?, status = ?, body = ? WHERE id = ?");
  return {
    put(entry) {
      const { vuln: told, ...rest } = proven(entry);
      const { asset, def, said, leftOut: isLeftOut = false } = rest;
      const vuln = toWritten(told);
      const what = isLeftOut ? { status: leftOut, text: "" } : { status: vuln.status, text: JSON.stringify(vuln) };
      const word = { seen: toInstant(said?.vuln ?? told.last_seen_at), ...what };
      const assetId = merging.asset(keyOfAsset(asset, order), toHeld({ ...rest, vuln }));
      const defId = isLeftOut ? noDef : merging.def(JSON.stringify([def.scanner_type, def.name]), mergeDefs(def, def));
      const key = JSON.stringify([vuln.scanner_type, vuln.scanner_identifier]);
      const held = find.get(assetId, key);
      if (held === undefined) add.run(assetId, key, defId, word.seen, word.status, word.text);
      else if (isBetter(word, { seen: String(held["seen"]), status: String(held["status"]), text: String(held["body"]) }))
        replace.run(defId, word.seen, word.status, word.text, Number(held["id"]));
    },
    counts() {
      const one = (sql: string) => Number(database.prepare(sql).get()?.["n"]);
      const byStatus: Record<KdiStatus, number> = { open: 0, closed: 0, false_positive: 0, risk_accepted: 0 };
      for (const { status, n } of database.prepare("SELECT status, count(*) AS n FROM written GROUP BY status").all())
        byStatus[KdiStatus.parse(status)] = Number(n);
      return {
        assets: one("SELECT count(DISTINCT asset) AS n FROM written"),
        vulns: one("SELECT count(*) AS n FROM written"),
        byStatus,
        vulnDefs: one("SELECT count(DISTINCT def) AS n FROM written"),
      };
    },
  };
}

/** An entry as the schema reads it, with every text well-formed: half a surrogate pair has no bytes in UTF-8. */
function proven(entry: KdiEntry): KdiEntry {
  const { success, data, error } = KdiEntry.safeParse(entry);
  if (!success) {
    const where = `${entry.vuln?.scanner_type} ${entry.vuln?.scanner_identifier}`;
    const reason = faultsIn(error);
    throw new KdiError(`the entry of ${where} is no KDI: ${reason}`, {
      code: "bad-entry",
      where,
      hint: "mend what makes it",
      cause: error,
    });
  }
  return isWellFormed(data)
    ? data
    : KdiEntry.parse(JSON.parse(JSON.stringify(data), (_, value) => (typeof value === "string" ? value.toWellFormed() : value)));
}

const isWellFormed = ({ asset: { tags = [], ...asset }, vuln, def }: KdiEntry): boolean =>
  [Object.values(asset), tags, Object.values(vuln), Object.values(def), def.fixes ?? []].every((values) =>
    values.every((value) => typeof value !== "string" || value.isWellFormed()),
  );

interface Kind<T> {
  readonly table: "asset" | "def";
  readonly read: (text: string) => T;
  readonly merge: (a: T, b: T) => T;
  readonly line: ((value: T) => string) | undefined;
}

/** Merges a value into the row of its key, or makes that; answers the row's id. */
function mergeInto<T>(database: DatabaseSync, { table, read, merge, line }: Kind<T>): (key: string, value: T) => number {
  const lined = line === undefined ? "" : ", line";
  const find = database.prepare(`SELECT id, body FROM ${table} WHERE key = ?`);
  const add = database.prepare(`INSERT INTO ${table} (key, body${lined}) VALUES (?, ?${line ? ", ?" : ""}) RETURNING id`);
  const replace = database.prepare(`UPDATE ${table} SET body = ?${line ? ", line = ?" : ""} WHERE id = ?`);
  return (key, value) => {
    const held = find.get(key);
    const text = JSON.stringify(value);
    if (held === undefined) return Number(add.get(key, text, ...(line ? [line(value)] : []))?.["id"]);
    const id = Number(held["id"]);
    const before = String(held["body"]);
    if (before === text) return id;
    const merged = merge(read(before), value);
    const after = JSON.stringify(merged);
    if (after !== before) replace.run(after, ...(line ? [line(merged)] : []), id);
    return id;
  };
}
