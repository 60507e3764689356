/** Puts a set of files into a folder in the place of an earlier one: whole, or not at all. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { storeError } from "@plumbline/run-store/write";
import { type KdiManifest, manifestPath, readManifest } from "./manifest.ts";

/** Where files are written before they take the place of earlier ones. */
const stagingOf = (folder: string, name: string): string => join(folder, `.${name}.writing`);
/** The manifest's name in the staging folder. Once it stands there, all files do. */
export const stagedManifest = "manifest.json";
const earlierName = "earlier.manifest.json";

const findManifest = (path: string): Promise<KdiManifest | undefined> =>
  readManifest(path).catch((error: unknown) =>
    error instanceof StoreError && error.code === "missing" ? undefined : Promise.reject(error),
  );

/**
 * Ends what an earlier run began: one that was killed while it put its files in place is carried on, one that had not written all is taken
 * away. Answers an empty folder for new files. Rejects with a StoreError: `unwritable` when a file lies in the folder that looks like one of
 * the set and that no earlier run wrote as it is now.
 */
export async function openStaging(folder: string, name: string): Promise<string> {
  const staging = stagingOf(folder, name);
  if ((await findManifest(join(staging, stagedManifest))) !== undefined) await commitStaging(folder, name);
  await removeStaging(folder, name);
  await proveOwn(folder, name);
  await mkdir(staging).catch((cause: unknown) => Promise.reject(storeError(staging, cause)));
  return staging;
}

/** Takes away what was written and is not in place. */
export async function removeStaging(folder: string, name: string): Promise<void> {
  await rm(stagingOf(folder, name), { recursive: true, force: true });
}

/**
 * Proves that the files of an earlier run may be replaced, before anything is made; a folder that is missing may be. Rejects with a StoreError, as
 * writing would.
 */
export async function proveReplaceable(folder: string, name: string): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  // What a run that was killed had staged belongs to the set, and is put in place before anything else.
  const isStaged = isThere && (await findManifest(join(stagingOf(folder, name), stagedManifest))) !== undefined;
  if (isThere && !isStaged) await proveOwn(folder, name);
}

async function proveOwn(folder: string, name: string): Promise<void> {
  const earlier = await findManifest(manifestPath(folder, name));
  const hashes = new Map(earlier?.files.map((file) => [file.name, file.sha256]));
  const looksOwn = (file: string) => file.startsWith(`${name}-`) && /^\d{4,}\.json(\.gz)?$/.test(file.slice(name.length + 1));
  for (const file of (await readdir(folder)).filter(looksOwn)) {
    const path = join(folder, file);
    const wanted = hashes.get(file);
    if (wanted !== undefined && (await hashOf(path)) === wanted) continue;
    throw new StoreError(`${path} is in the way: ${wanted ? "it was changed since it was written" : "no earlier export wrote it"}`, {
      ...{ code: "unwritable", path },
      hint: "move it away, or name another folder",
    });
  }
}

/**
 * Puts the files of the staging folder in place. Each step can be done again: as long as the folder's own manifest stands in the staging
 * folder, a run that is killed is carried on by the next one; the manifest comes last.
 */
export async function commitStaging(folder: string, name: string): Promise<void> {
  const staging = stagingOf(folder, name);
  const path = manifestPath(folder, name);
  const manifest = await readManifest(join(staging, stagedManifest));
  const wanted = new Set(manifest.files.map((file) => file.name));
  await move(path, join(staging, earlierName));
  const earlier = await findManifest(join(staging, earlierName));
  for (const file of earlier?.files ?? []) if (!wanted.has(file.name)) await rm(join(folder, file.name), { force: true });
  for (const file of wanted) await move(join(staging, file), join(folder, file));
  await move(join(staging, stagedManifest), path);
  await rm(join(staging, earlierName), { force: true });
  await rmdir(staging);
}

/** What has been moved by a run before stays where it is. */
const move = (from: string, to: string): Promise<void> =>
  rename(from, to).catch((cause: unknown) => (codeOf(cause) === "ENOENT" ? undefined : Promise.reject(storeError(to, cause))));

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (cause) {
    throw new StoreError(`can't read ${path}: ${reasonOf(cause)}`, {
      code: "broken",
      path,
      hint: "move it away, or name another folder",
      cause,
    });
  }
  return hash.digest("hex");
}
