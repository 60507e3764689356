import { databaseError } from "./kdi-error.ts";
import { defaultOrder, imageFirstOrder, keyOfAsset, type LocatorName, type LocatorOrder, locatorsOf, nameAsset } from "./locators.ts";
import { readAssets } from "./read-assets.ts";
import { openScratch } from "./scratch.ts";

export interface LocatorRow {
  /** As the file says it: `image`, `container`, or none. */
  readonly assetType: string | undefined;
  /** Which locators these assets have, in Kenna's own order. */
  readonly locators: readonly LocatorName[];
  readonly assets: number;
  /** By the name of each order. */
  readonly named: Readonly<Record<string, LocatorNaming>>;
}
export interface LocatorNaming {
  /** Which locator names these assets; undefined when the order has none of theirs. */
  readonly by: LocatorName | undefined;
  /** How many of these assets share their name with another one: Kenna would take them for one asset. */
  readonly shared: number;
}

/**
 * Which locators the assets of files have, and which of these would name them under each order: Kenna's own as `default`, the one with
 * `image_locator` first as `image-first`, and those that are given. Rejects as `readAssets` does.
 */
export async function locatorTable(paths: readonly string[], orders: Readonly<Record<string, LocatorOrder>> = {}): Promise<LocatorRow[]> {
  const all = Object.entries({ default: defaultOrder, "image-first": imageFirstOrder, ...orders });
  const rows = new Map<
    string,
    { assetType: string | undefined; locators: LocatorName[]; assets: number; id: number; by: (LocatorName | undefined)[] }
  >();
  const database = openScratch(
    "CREATE TABLE name (place INTEGER, key TEXT, kind INTEGER, n INTEGER NOT NULL, PRIMARY KEY (place, key, kind)) WITHOUT ROWID",
  );
  try {
    const note = database.prepare("INSERT INTO name VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1");
    for await (const part of readAssets(paths)) {
      if (part.kind === "file") continue;
      const locators = locatorsOf(part.locators);
      const key = JSON.stringify([part.type, locators]);
      const by = all.map(([, order]) => nameAsset(part.locators, order)?.locator);
      const row = rows.get(key) ?? { assetType: part.type, locators, assets: 0, id: rows.size, by };
      rows.set(key, row);
      row.assets++;
      for (const [place, [, order]] of all.entries())
        if (by[place] !== undefined) note.run(place, keyOfAsset(part.locators, order), row.id);
    }
    const sum = database.prepare(
      `SELECT total(n) AS n FROM name WHERE place = ? AND kind = ?
       AND key IN (SELECT key FROM name WHERE place = ? GROUP BY key HAVING sum(n) > 1)`,
    );
    return [...rows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { id, by, ...rest }]) => ({
        ...rest,
        named: Object.fromEntries(all.map(([name], place) => [name, { by: by[place], shared: Number(sum.get(place, id, place)?.["n"]) }])),
      }));
  } catch (error) {
    throw databaseError("write", "", error);
  } finally {
    database.close();
  }
}
