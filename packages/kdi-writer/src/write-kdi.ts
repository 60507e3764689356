import { createHash } from "node:crypto";
import { join } from "node:path";
import { withFileLock } from "@plumbline/run-store/file-lock";
import { makeFolder } from "@plumbline/run-store/folder";
import { writeFile } from "@plumbline/run-store/write";
import { type FileLimits, type FileText, toFiles } from "./file-lines.ts";
import { gzipped } from "./gzip.ts";
import { databaseError, KdiError } from "./kdi-error.ts";
import type { KdiGap, KdiManifest, KdiManifestFile, KdiScope } from "./manifest.ts";
import { commitStaging, openStaging, removeStaging, stagedManifest } from "./replace-files.ts";
import type { KdiStore } from "./store/open-store.ts";

export interface WriteKdiOptions {
  /** It is made where it is missing. */
  readonly folder: string;
  /** Files are `<name>-0001.json` and so on, with `.gz` after it where they are compressed, and `<name>.manifest.json`. */
  readonly name: string;
  /** False lets Kenna close what the files do not name of their assets. */
  readonly skipAutoclose: boolean;
  /** Takes all tags of each asset away first; false unless told. */
  readonly resetTags?: boolean | undefined;
  /** Of one file; 500 unless told. */
  readonly maxAssets?: number | undefined;
  /** Of one file before it is compressed; 20 MB unless told. An asset that is larger gets a file of its own. */
  readonly maxBytes?: number | undefined;
  /** False unless told. */
  readonly gzip?: boolean | undefined;
  /** What was not looked at although it should have been. */
  readonly gaps?: readonly KdiGap[] | undefined;
  /** Where only what changed from then on was looked for. */
  readonly since?: Date | undefined;
  /** Where the export was to look; unknown unless told. */
  readonly scope?: KdiScope | undefined;
  /** Whether there may be more than the entries tell, as nobody said that they are all; false unless told. */
  readonly isExcerpt?: boolean | undefined;
}

/**
 * Writes what a store holds into files, and a manifest of them, in the place of those that an earlier run wrote under this name. All or
 * nothing: whatever fails, and whenever the process is killed, the folder holds the files of one run. The same entries, put in any order, make
 * the same bytes. Rejects with a KdiError `bad-setting`, and a StoreError: `unwritable` (also where a file is in the way that no earlier run
 * wrote), `no-space`, `locked` when another process writes under this name.
 */
export async function writeKdi(store: KdiStore, options: WriteKdiOptions): Promise<KdiManifest> {
  const { folder, name, resetTags = false, gzip = false, maxAssets = 500, maxBytes = 20_000_000 } = options;
  const settings = { skipAutoclose: options.skipAutoclose, resetTags, gzip, maxAssets, maxBytes };
  prove(name, settings);
  await makeFolder(folder);
  const stage = async (): Promise<KdiManifest> => {
    const staging = await openStaging(folder, name);
    try {
      const files: KdiManifestFile[] = [];
      for (const file of toFiles(store, headOf(settings), settings))
        files.push(await writeOne(file, staging, `${name}-${String(files.length + 1).padStart(4, "0")}.json${gzip ? ".gz" : ""}`));
      const gaps = [...(options.gaps ?? [])];
      const manifest: KdiManifest = {
        ...{ format: "plumbline-kdi-1", name, complete: gaps.length === 0, gaps },
        ...(options.since === undefined ? {} : { since: options.since.toISOString() }),
        ...(options.scope === undefined ? {} : { scope: options.scope }),
        ...(options.isExcerpt ? { isExcerpt: true } : {}),
        settings: { ...settings, locatorOrder: [...store.order] },
        counts: { ...store.counts(), assets: files.reduce((sum, file) => sum + file.assets, 0) },
        files,
      };
      await writeFile(join(staging, stagedManifest), [`${JSON.stringify(manifest, null, 2)}\n`]);
      return manifest;
    } catch (error) {
      await removeStaging(folder, name);
      throw databaseError("write", store.path, error);
    }
  };
  return withFileLock(join(folder, `.${name}.lock`), async () => {
    const manifest = await stage();
    await commitStaging(folder, name);
    return manifest;
  });
}

interface Settings extends FileLimits {
  readonly skipAutoclose: boolean;
  readonly resetTags: boolean;
  readonly gzip: boolean;
}

function prove(name: string, { maxAssets, maxBytes }: FileLimits): void {
  const refuse = (where: string, message: string, hint: string) => {
    throw new KdiError(message, { code: "bad-setting", where, hint });
  };
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    refuse("name", `${JSON.stringify(name)} is no name of files`, "take letters, digits, dots, dashes and underscores");
  for (const [where, value] of Object.entries({ maxAssets, maxBytes }))
    if (!Number.isInteger(value) || value < 1) refuse(where, `${where} is ${value}`, "give a whole number of at least 1");
}

const headOf = ({ skipAutoclose, resetTags }: Settings): string =>
  `${JSON.stringify({ skip_autoclose: skipAutoclose, version: 2, ...(resetTags ? { reset_tags: true } : {}) }).slice(0, -1)},"assets":[\n`;

async function writeOne({ pieces, counts }: FileText, folder: string, name: string): Promise<KdiManifestFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* watched(): AsyncGenerator<string | Uint8Array> {
    for await (const piece of name.endsWith(".gz") ? gzipped(pieces) : pieces) {
      hash.update(piece);
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  }
  await writeFile(join(folder, name), watched());
  const { isTooLarge, ...rest } = counts;
  return { name, bytes, sha256: hash.digest("hex"), ...rest, ...(isTooLarge ? { isTooLarge } : {}) };
}
