import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { KdiDate, KdiStatus } from "./kdi.ts";
import { type AssetName, defaultOrder, keyOfAsset, LocatorName, type LocatorOrder, nameAsset } from "./locators.ts";
import { type ComparedVuln, readAssets } from "./read-assets.ts";
import { isBetter, toInstant } from "./store/merge.ts";

/** `before` and `after` of an asset say on which sides it is, and `unseen` that the later one could not name it; `state` is what is compared of a vulnerability. */
export const tables = `
CREATE TABLE asset (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, before INTEGER NOT NULL DEFAULT 0, after INTEGER NOT NULL DEFAULT 0,
  unseen INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE vuln (
  asset INTEGER, key TEXT, side TEXT, seen TEXT NOT NULL, status TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (asset, key, side)
) WITHOUT ROWID;
CREATE TABLE change (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, asset INTEGER NOT NULL, key TEXT NOT NULL, before TEXT, after TEXT, def TEXT NOT NULL
);
`;

export type Side = "before" | "after";
/** What of a vulnerability is compared. */
export const KdiState = z.strictObject({
  status: KdiStatus,
  score: z.number().optional(),
  port: z.number().optional(),
  definition: z.string(),
});
export type KdiState = Readonly<z.infer<typeof KdiState>>;

const Name = z.strictObject({ locator: LocatorName, value: z.string(), application: z.string().optional() });
export const readName = (text: string): AssetName => {
  const { locator, value, application } = Name.parse(JSON.parse(text));
  return { locator, value, ...(application === undefined ? {} : { application }) };
};

/** Notes what files hold; answers how many of them say `skip_autoclose`, and how many not. */
export async function loadSide(
  database: DatabaseSync,
  { side, paths, order }: { side: Side; paths: readonly string[]; order: LocatorOrder },
): Promise<{ skip: number; autoclose: number }> {
  const putAsset = database.prepare(
    `INSERT INTO asset (key, name, ${side}) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET ${side} = 1 RETURNING id`,
  );
  const find = database.prepare("SELECT seen, status, state FROM vuln WHERE asset = ? AND key = ? AND side = ?");
  const put = database.prepare("INSERT OR REPLACE INTO vuln (asset, key, side, seen, status, state) VALUES (?, ?, ?, ?, ?, ?)");
  const putVuln = (asset: number, vuln: ComparedVuln) => {
    const key = JSON.stringify([vuln.scanner_type, vuln.scanner_identifier]);
    const word = { seen: seenOf(vuln), status: vuln.status, text: JSON.stringify(stateOf(vuln)) };
    const held = find.get(asset, key, side);
    const other = held && { seen: String(held["seen"]), status: String(held["status"]), text: String(held["state"]) };
    // One that stands twice counts as the writer would have merged it.
    if (other === undefined || isBetter(word, other)) put.run(asset, key, side, word.seen, word.status, word.text);
  };
  const files = { skip: 0, autoclose: 0 };
  for await (const part of readAssets(paths)) {
    if (part.kind === "file") {
      files[part.skipAutoclose ? "skip" : "autoclose"]++;
      continue;
    }
    const name = nameAsset(part.locators, order) ?? nameAsset(part.locators, defaultOrder);
    const asset = Number(putAsset.get(keyOfAsset(part.locators, order), JSON.stringify(name))?.["id"]);
    for (const vuln of part.vulns) putVuln(asset, vuln);
  }
  return files;
}

/** Only of two words on one vulnerability: a date that is none counts as the oldest. */
const seenOf = ({ last_seen_at: seen }: ComparedVuln): string => (KdiDate.safeParse(seen).success ? toInstant(String(seen)) : "");

const stateOf = ({ status, scanner_score: score, port, vuln_def_name: definition }: ComparedVuln): KdiState => ({
  status,
  score,
  port,
  definition,
});
