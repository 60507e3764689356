/** What Kenna would do with files, compared with those that it was sent before. */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { KdiState, loadSide, readName, tables } from "./compared-sides.ts";
import { databaseError } from "./kdi-error.ts";
import { type AssetName, defaultOrder, type LocatorOrder } from "./locators.ts";
import { openScratch } from "./scratch.ts";

/**
 * `opens`: it is open, and was not there or not open. `closes`: the files say that it is closed, and it was not. `autocloses`: it was open and
 * is not named any more, and its asset is: Kenna closes it if autoclose is on, and leaves it open if not. `changes`: another status, score, port
 * or definition. `adds`: it is new and not open. `unseen`: it was open and is not named, and was not looked at: Kenna can't know that, and does with
 * it as with any other that is not named, so that it is closed if autoclose is on.
 */
export const KdiChangeKind = z.enum(["opens", "closes", "autocloses", "changes", "adds", "unseen"]);
export type KdiChangeKind = z.infer<typeof KdiChangeKind>;

export interface KdiChange {
  readonly kind: KdiChangeKind;
  readonly asset: AssetName;
  readonly scannerType: string;
  readonly identifier: string;
  readonly before: KdiState | undefined;
  readonly after: KdiState | undefined;
}
export interface KdiAssetChange {
  readonly asset: AssetName;
  /** Of a new asset those that are open now; of one that is gone or was not looked at those that were: whether autoclose reaches them Kenna's pages do not say. */
  readonly openVulns: number;
}
export type KdiDefinitionChange = { readonly scannerType: string; readonly definition: string } & Readonly<Record<KdiChangeKind, number>>;

export interface KdiDiff {
  /** What the later files say: Kenna closes what they don't name, leaves it open, or does one and the other; none where there is no file. */
  readonly autoclose: "on" | "off" | "mixed" | "none";
  readonly assets: {
    readonly before: number;
    readonly after: number;
    readonly new: number;
    readonly gone: number;
    readonly unseen: number;
  };
  readonly changes: Readonly<Record<KdiChangeKind, number>>;
  /**
   * Open vulnerabilities: in the earlier files, and in Kenna when it has taken the later ones: with autoclose on where it closes on named assets
   * alone, where it closes on all of the connector's, and with autoclose off. What was not looked at counts as what is gone does.
   */
  readonly open: {
    readonly before: number;
    readonly withAutoclose: number;
    readonly withAutocloseOfAll: number;
    readonly withoutAutoclose: number;
  };
  /** By asset and vulnerability. */
  rows(): Generator<KdiChange>;
  /** `unseen`: no later file names it, and it was not looked at. */
  assetRows(which: "new" | "gone" | "unseen"): Generator<KdiAssetChange>;
  definitionRows(): Generator<KdiDefinitionChange>;
  /** Takes the temporary file away. */
  close(): void;
}

export interface DiffKdiOptions {
  readonly order?: LocatorOrder | undefined;
  /** Whether the later files would name a vulnerability, by its `scanner_identifier`, if it were still there; all of them unless told. */
  readonly isLookedAt?: ((identifier: string) => boolean) | undefined;
}

/**
 * Compares two sets of files; their assets and vulnerabilities are held on disk. Rejects with a KdiError `bad-file` and a StoreError, as
 * reading files does, and `no-space` when there is none for the temporary file. To be closed.
 */
export async function diffKdi(
  before: readonly string[],
  after: readonly string[],
  { order = defaultOrder, isLookedAt = () => true }: DiffKdiOptions = {},
): Promise<KdiDiff> {
  const database = openScratch(tables);
  try {
    await loadSide(database, { side: "before", paths: before, order });
    const files = await loadSide(database, { side: "after", paths: after, order });
    noteUnseen(database, isLookedAt);
    noteChanges(database, isLookedAt);
    const autoclose = files.autoclose === 0 ? (files.skip === 0 ? "none" : "off") : files.skip === 0 ? "on" : "mixed";
    return { autoclose, ...count(database), ...rowsOf(database), close: () => database.close() };
  } catch (error) {
    database.close();
    throw databaseError("write", "", error);
  }
}

/** What becomes of a vulnerability whose asset is in the later files; undefined when nothing does. */
export function changeOf(before: KdiState | undefined, after: KdiState | undefined, isSeen = true): KdiChangeKind | undefined {
  if (after === undefined && before?.status === "open") return isSeen ? "autocloses" : "unseen";
  if (after === undefined) return undefined;
  if (before === undefined) return after.status === "open" ? "opens" : "adds";
  if (before.status !== after.status && (after.status === "open" || after.status === "closed"))
    return after.status === "open" ? "opens" : "closes";
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : "changes";
}

const readState = (text: unknown): KdiState | undefined => (text === null ? undefined : KdiState.parse(JSON.parse(String(text))));

/** An asset that no later file names was not looked at where that is so of one of its vulnerabilities; one without any is nowhere in particular. */
function noteUnseen(database: DatabaseSync, isLookedAt: (identifier: string) => boolean): void {
  const note = database.prepare("UPDATE asset SET unseen = 1 WHERE id = ?");
  const pairs = database.prepare("SELECT asset.id, v.key FROM asset LEFT JOIN vuln v ON v.asset = asset.id WHERE asset.after = 0");
  const unseen = new Set<number>();
  for (const { id, key } of pairs.iterate())
    if (!isLookedAt(key === null ? "" : Pair.parse(JSON.parse(String(key)))[1])) unseen.add(Number(id));
  for (const id of unseen) note.run(id);
}

function noteChanges(database: DatabaseSync, isLookedAt: (identifier: string) => boolean): void {
  const note = database.prepare("INSERT INTO change (kind, asset, key, before, after, def) VALUES (?, ?, ?, ?, ?, ?)");
  // By the indices of both tables, so that nothing has to be sorted.
  const pairs = database.prepare(
    `SELECT v.asset, v.key, max(CASE side WHEN 'before' THEN state END) AS before, max(CASE side WHEN 'after' THEN state END) AS after
     FROM asset CROSS JOIN vuln v ON v.asset = asset.id WHERE asset.after = 1 GROUP BY asset.key, v.key ORDER BY asset.key, v.key`,
  );
  for (const row of pairs.iterate()) {
    const [was, is] = [readState(row["before"]), readState(row["after"])];
    const [scannerType, identifier] = Pair.parse(JSON.parse(String(row["key"])));
    const kind = changeOf(was, is, isLookedAt(identifier));
    if (kind === undefined) continue;
    const def = JSON.stringify([scannerType, (is ?? was)?.definition]);
    note.run(kind, Number(row["asset"]), String(row["key"]), textOf(row["before"]), textOf(row["after"]), def);
  }
}
const Pair = z.tuple([z.string(), z.string()]);
const textOf = (value: unknown): string | null => (value === null ? null : String(value));

function count(database: DatabaseSync): Pick<KdiDiff, "assets" | "changes" | "open"> {
  const one = (sql: string): number => Number(database.prepare(`SELECT count(*) AS n FROM ${sql}`).get()?.["n"]);
  const changes = Object.fromEntries(KdiChangeKind.options.map((kind) => [kind, one(`change WHERE kind = '${kind}'`)]));
  const counted = Kinds.parse(changes);
  const now = one("vuln WHERE side = 'after' AND status = 'open'");
  // Kenna does not know what was looked at: with autoclose on it closes what is not named, whatever the reason.
  const absent = one("vuln JOIN asset ON asset.id = vuln.asset WHERE side = 'before' AND status = 'open' AND asset.after = 0");
  return {
    assets: {
      before: one("asset WHERE before = 1"),
      after: one("asset WHERE after = 1"),
      new: one("asset WHERE before = 0"),
      gone: one("asset WHERE after = 0 AND unseen = 0"),
      unseen: one("asset WHERE unseen = 1"),
    },
    changes: counted,
    open: {
      before: one("vuln WHERE side = 'before' AND status = 'open'"),
      withAutoclose: now + absent,
      withAutocloseOfAll: now,
      withoutAutoclose: now + absent + counted.autocloses + counted.unseen,
    },
  };
}
const Kinds = z.record(KdiChangeKind, z.number());

function rowsOf(database: DatabaseSync): Pick<KdiDiff, "rows" | "assetRows" | "definitionRows"> {
  return {
    *rows() {
      const rows = database.prepare(
        "SELECT kind, name, change.key, change.before, change.after FROM change JOIN asset ON asset.id = asset ORDER BY change.id",
      );
      for (const { kind, name, key, before, after } of rows.iterate()) {
        const [scannerType, identifier] = Pair.parse(JSON.parse(String(key)));
        yield {
          ...{ kind: KdiChangeKind.parse(kind), asset: readName(String(name)), scannerType, identifier },
          ...{ before: readState(before), after: readState(after) },
        };
      }
    },
    *assetRows(which) {
      const [there, absent] = which === "new" ? (["after", "before"] as const) : (["before", "after"] as const);
      const rows = database.prepare(
        `SELECT name, (SELECT count(*) FROM vuln WHERE vuln.asset = asset.id AND side = '${there}' AND status = 'open') AS n
         FROM asset WHERE ${absent} = 0 AND unseen = ${which === "unseen" ? 1 : 0} ORDER BY key`,
      );
      for (const { name, n } of rows.iterate()) yield { asset: readName(String(name)), openVulns: Number(n) };
    },
    *definitionRows() {
      const sums = KdiChangeKind.options.map((kind) => `total(kind = '${kind}') AS ${kind}`);
      for (const { def, ...counts } of database.prepare(`SELECT def, ${sums.join()} FROM change GROUP BY def ORDER BY def`).iterate()) {
        const [scannerType, definition] = Pair.parse(JSON.parse(String(def)));
        yield { scannerType, definition, ...Kinds.parse(counts) };
      }
    },
  };
}
