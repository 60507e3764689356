import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { AccountId } from "@plumbline/iam-model/define-kind";
import { splitLines } from "@plumbline/run-store/lines";
import { z } from "zod";
import { StoreError } from "./store-error.ts";

/** One line of a file: a version that has ended. */
export const ArchivedVersion = z.strictObject({
  ...{ listing: z.string().min(1), kind: z.string().min(1), id: z.string().min(1), account: AccountId },
  ...{ name: z.string(), arn: z.string().nullable(), createdAt: z.iso.datetime().nullable(), updatedAt: z.iso.datetime().nullable() },
  ...{ hash: z.string().regex(/^[0-9a-f]{64}$/), facts: z.json(), from: z.iso.datetime(), to: z.iso.datetime() },
});
export type ArchivedVersion = z.output<typeof ArchivedVersion>;

/** One line of a file of cells: how far a run looked, where no later instant needs to know. */
export const ArchivedCell = z.strictObject({
  ...{ run: z.string().min(1), listing: z.string().min(1), kind: z.string().min(1), account: AccountId },
  ...{ outcome: z.string().min(1), message: z.string().nullable(), at: z.iso.datetime() },
  ...{ seen: z.int(), added: z.int(), changed: z.int(), ended: z.int() },
  // Archives of before lack both.
  ...{ told: z.array(z.string()).nullable().default(null), unread: z.array(z.string()).nullable().default(null) },
});
export type ArchivedCell = z.output<typeof ArchivedCell>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const File = z.strictObject({
  /** `iam_user/2026-01.jsonl.gz`. */
  path: z.string().regex(/^[a-z0-9_]+\/\d{4,6}-\d{2}\.jsonl\.gz$/),
  /** Of the file as it lies there, in hex. */
  sha256: Sha256,
  bytes: z.int().nonnegative(),
  lines: z.int().positive(),
});
export type ArchiveFile = z.output<typeof File>;

/**
 * What an archive holds: `manifest.json` in its folder. Versions of a kind that ended in a month are in one file, in the order of listing, id and
 * time; cells of a month in one, in the order of time. One with cells is of format 2.
 */
export const ArchiveManifest = z.strictObject({
  format: z.enum(["plumbline-iam-archive/1", "plumbline-iam-archive/2"]),
  /** All versions that ended until then are in it, but for those that earlier archives hold. */
  until: z.iso.datetime(),
  versions: z.int().nonnegative(),
  files: z.array(File),
  cells: z.array(File).min(1).optional(),
});
export type ArchiveManifest = z.output<typeof ArchiveManifest>;

export const manifestName = "manifest.json";
export const manifestText = (manifest: ArchiveManifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;
/** The SHA-256 of the manifest's text names an archive. */
export const archiveIdOf = (manifest: ArchiveManifest): string => sha256Of(manifestText(manifest));
const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Reads the manifest, and every file against it. Throws StoreError `bad-archive`, which names the first fault. */
export async function verifyArchive(folder: string): Promise<ArchiveManifest> {
  const manifest = await readManifest(folder);
  let versions = 0;
  for (const file of manifest.files) versions += await verifyFile(folder, file, ArchivedVersion);
  for (const file of manifest.cells ?? []) await verifyFile(folder, file, ArchivedCell);
  if (versions !== manifest.versions)
    throw badArchive(folder, `its files have ${versions} versions, and the manifest says ${manifest.versions}`);
  return manifest;
}

/** Answers how many lines it has. */
async function verifyFile(folder: string, { path, sha256, bytes, lines }: ArchiveFile, line: z.ZodType): Promise<number> {
  const found = await measure(join(folder, path));
  if (found.sha256 !== sha256 || found.bytes !== bytes) throw badArchive(folder, `${path} is not as the manifest says`);
  let read = 0;
  for await (const _ of readLines(folder, path, line)) read++;
  if (read !== lines) throw badArchive(folder, `${path} has ${read} lines, and the manifest says ${lines}`);
  return lines;
}

/** The lines of a file, one after the other. */
export async function* readLines<T>(folder: string, path: string, line: z.ZodType<T>): AsyncGenerator<T> {
  const unpacked = createGunzip();
  const packed = pipeline(createReadStream(join(folder, path)), unpacked);
  packed.catch(() => undefined);
  try {
    for await (const { text, isTorn } of splitLines(unpacked.setEncoding("utf8"))) {
      if (isTorn) throw new Error("its last line has no end");
      yield line.parse(JSON.parse(text));
    }
    await packed;
  } catch (cause) {
    throw badArchive(folder, `${path} can't be read (${cause instanceof z.ZodError ? faultsIn(cause) : String(cause)})`, cause);
  } finally {
    unpacked.destroy();
  }
}

async function readManifest(folder: string): Promise<ArchiveManifest> {
  const path = join(folder, manifestName);
  try {
    return ArchiveManifest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw badArchive(folder, `${manifestName} can't be read (${cause instanceof z.ZodError ? faultsIn(cause) : String(cause)})`, cause);
  }
}

async function measure(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    throw new StoreError("bad-archive", `the file ${path} of the archive can't be read: ${String(cause)}`, { cause });
  }
  return { sha256: hash.digest("hex"), bytes };
}

export const badArchive = (folder: string, why: string, cause?: unknown): StoreError =>
  new StoreError("bad-archive", `the archive in ${folder} is broken: ${why.replaceAll(/\s*\n\s*/g, " ")}`, { cause });
