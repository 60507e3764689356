/** What a run makes of its files. */

import { gunzipSync } from "node:zlib";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { KdiFile, type KdiVuln, type KdiVulnDef } from "@plumbline/kdi-writer/kdi";
import { keyOfAsset, type LocatorOrder } from "@plumbline/kdi-writer/locators";
import { z } from "zod";
import { countChanges, type RunCounts } from "./counts.ts";
import { type KennaModel, putAsset, vulnKey, withAutoclose } from "./model.ts";

export interface Taken {
  readonly model: KennaModel;
  readonly counts: RunCounts;
  readonly error: string | undefined;
}
interface Taking {
  readonly order: LocatorOrder;
  readonly autoclose: "connector" | "assets";
  readonly now: Date;
}

/** Takes the files in. One that is none of KDI's is left out, nothing is autoclosed then, and the error names it. */
export function takeFiles(before: KennaModel, files: ReadonlyMap<string, Uint8Array>, { order, autoclose, now }: Taking): Taken {
  const read = [...files].map(([id, bytes]) => ({ id, ...readFile(bytes) }));
  const good = read.flatMap(({ file }) => file ?? []);
  const errors = read.flatMap(({ id, error }) => (error === undefined ? [] : [`data file ${id}: ${error}`]));
  const defs = new Map(good.flatMap((file) => file.vuln_defs.map((def) => [defKey(def.scanner_type, def.name), def] as const)));
  const defOf = (vuln: KdiVuln): KdiVulnDef => defs.get(defKey(vuln.scanner_type, vuln.vuln_def_name)) ?? { scanner_type: "", name: "" };
  const closedAt = `${now.toISOString().slice(0, 19)}Z`;
  const taken = new Map(before);
  let after = new Map(before);
  const told = new Set<string>();
  for (const file of good) {
    const own = new Set<string>();
    const assets = new Set<string>();
    for (const asset of file.assets) {
      const taking = { order, resetTags: file.reset_tags === true, defOf };
      putAsset(taken, asset, taking);
      putAsset(after, asset, taking);
      const key = keyOfAsset(asset, order);
      assets.add(key);
      for (const vuln of asset.vulns) own.add(pairKey(key, vulnKey(vuln)));
    }
    for (const pair of own) told.add(pair);
    if (autoclose === "assets" && !file.skip_autoclose)
      after = withAutoclose(after, (asset, vuln) => !assets.has(asset) || own.has(pairKey(asset, vuln)), closedAt);
  }
  const closesAll = autoclose === "connector" && errors.length === 0 && good.some((file) => !file.skip_autoclose);
  if (closesAll) after = withAutoclose(after, (asset, vuln) => told.has(pairKey(asset, vuln)), closedAt);
  const counts = countChanges({ before, taken, after, files: good, read: read.length });
  return { model: after, counts, error: errors.length > 0 ? errors.join("; ") : undefined };
}

const defKey = (type: string, name: string): string => JSON.stringify([type, name]);
const pairKey = (asset: string, vuln: string): string => JSON.stringify([asset, vuln]);

function readFile(bytes: Uint8Array): { readonly file?: KdiFile; readonly error?: string } {
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const file = KdiFile.parse(JSON.parse(Buffer.from(isGzip ? gunzipSync(bytes) : bytes).toString()));
    const defs = new Set(file.vuln_defs.map((def) => defKey(def.scanner_type, def.name)));
    const missing = file.assets.flatMap(({ vulns }) => vulns).find((vuln) => !defs.has(defKey(vuln.scanner_type, vuln.vuln_def_name)));
    return missing ? { error: `no vuln_def ${missing.vuln_def_name}` } : { file };
  } catch (error) {
    return { error: error instanceof z.ZodError ? faultsIn(error) : String(error) };
  }
}
