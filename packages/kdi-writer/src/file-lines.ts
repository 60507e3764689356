/** Cuts what a store holds into files: pieces of text, one asset or definition a line. */

import { HeldAsset, toAsset } from "./store/merge.ts";
import type { KdiStore } from "./store/open-store.ts";

export interface FileLimits {
  readonly maxAssets: number;
  /** Of one file in UTF-8, before it is compressed. */
  readonly maxBytes: number;
  /** False names assets too of which all is left out, so that Kenna closes what it has open on them. True unless told. */
  readonly skipAutoclose?: boolean | undefined;
}
/** What stands in a file, known when its last piece was taken. */
export interface FileCounts {
  assets: number;
  vulns: number;
  vulnDefs: number;
  /** Whether it is larger than it should be, since its one asset is. */
  isTooLarge: boolean;
}
export interface FileText {
  /** To be taken to the end before the next file is asked for. */
  readonly pieces: Iterable<string>;
  readonly counts: FileCounts;
}

interface Asset {
  readonly id: number;
  /** The asset as JSON without its closing brace. */
  readonly text: string;
  readonly vulns: number;
  readonly bytes: number;
}

const batchLength = 65_536;
const [between, beforeVulns, afterVulns] = [",\n", ',"vulns":[', "]}"];
const [beforeDefs, end] = ['\n],"vuln_defs":[\n', "\n]}\n"];

/** The files of a store, one after the other. Each asset is whole in one of them; each has the definitions that its vulnerabilities want. */
export function* toFiles(
  { database }: KdiStore,
  head: string,
  { maxAssets, maxBytes, skipAutoclose = true }: FileLimits,
): Generator<FileText> {
  database.exec("CREATE TEMP TABLE IF NOT EXISTS in_file (def INTEGER PRIMARY KEY)");
  const measure = database.prepare("SELECT count(*) AS n, total(octet_length(body)) AS bytes FROM written WHERE asset = ?");
  const measureDefs = database.prepare(
    `SELECT total(octet_length(line) + ${between.length}) AS bytes FROM def
     WHERE id IN (SELECT def FROM written WHERE asset = ?) AND id NOT IN (SELECT def FROM temp.in_file)`,
  );
  const take = database.prepare("INSERT OR IGNORE INTO temp.in_file SELECT def FROM written WHERE asset = ?");
  const vulnsOf = database.prepare("SELECT body FROM written WHERE asset = ? ORDER BY key");
  // The other way round each file would go through all definitions.
  const defs = database.prepare("SELECT line FROM temp.in_file CROSS JOIN def ON def.id = in_file.def ORDER BY def.key");
  const which = skipAutoclose ? "WHERE EXISTS (SELECT 1 FROM written WHERE written.asset = asset.id)" : "";
  const rows = database.prepare(`SELECT id, body FROM asset ${which} ORDER BY key`).iterate();
  const next = (): Asset | undefined => {
    const row = rows.next();
    if (row.done) return undefined;
    const id = Number(row.value["id"]);
    const text = JSON.stringify(toAsset(HeldAsset.parse(JSON.parse(String(row.value["body"]))))).slice(0, -1);
    const { n, bytes } = measure.get(id) ?? {};
    const around = beforeVulns.length + afterVulns.length + between.length;
    return { id, text, vulns: Number(n), bytes: Buffer.byteLength(text) + Number(bytes) + Number(n) + around };
  };
  const bytesWith = (asset: Asset): number => asset.bytes + Number(measureDefs.get(asset.id)?.["bytes"]);
  const empty = Buffer.byteLength(head) + beforeDefs.length + end.length;

  let asset = next();
  let isTaken = false;
  function* piecesOf(counts: FileCounts): Generator<string> {
    database.exec("DELETE FROM temp.in_file");
    yield head;
    for (let size = empty; asset !== undefined; asset = next()) {
      const more = bytesWith(asset);
      if (counts.assets > 0 && (counts.assets === maxAssets || size + more > maxBytes)) break;
      size += more;
      yield `${counts.assets === 0 ? "" : between}${asset.text}${beforeVulns}`;
      let comma = "";
      for (const { body } of vulnsOf.iterate(asset.id)) {
        yield comma + String(body);
        comma = ",";
      }
      yield afterVulns;
      take.run(asset.id);
      counts.assets++;
      counts.vulns += asset.vulns;
      counts.isTooLarge = size > maxBytes;
    }
    yield beforeDefs;
    for (const { line } of defs.iterate()) yield `${counts.vulnDefs++ === 0 ? "" : between}${String(line)}`;
    isTaken = true;
    yield end;
  }
  try {
    while (asset !== undefined) {
      isTaken = false;
      const counts: FileCounts = { assets: 0, vulns: 0, vulnDefs: 0, isTooLarge: false };
      yield { pieces: batches(piecesOf(counts)), counts };
      if (!isTaken) throw new TypeError("the pieces of a file are to be taken before the next file is asked for");
    }
  } finally {
    rows.return?.();
  }
}

/** Joins small texts: each piece is hashed, compressed and written on its own. */
function* batches(pieces: Iterable<string>): Generator<string> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchLength) continue;
    yield batch;
    batch = "";
  }
  if (batch !== "") yield batch;
}
