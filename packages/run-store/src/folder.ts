import { lstat, mkdir, mkdtemp, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { codeOf } from "./error.ts";
import { storeError } from "./write.ts";

/** Makes a folder and those above it; answers the ones that it made, outermost first. Rejects with a StoreError. */
export async function makeFolder(path: string): Promise<string[]> {
  const made: string[] = [];
  try {
    await make(resolve(path), made);
    return made;
  } catch (cause) {
    await removeEmpty(made);
    throw storeError(path, cause);
  }
}

/** Step by step, since Node's own `recursive` never ends where a folder exists and still takes none, as in /proc. */
async function make(path: string, made: string[]): Promise<void> {
  try {
    await makeOne(path, made);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await make(dirname(path), made);
    await makeOne(path, made);
  }
}

async function makeOne(path: string, made: string[]): Promise<void> {
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
  }
}

/**
 * Proves that a folder takes files, or where there is none yet, that the nearest one above it takes folders; leaves nothing behind. It makes
 * none of the folders itself: to take them away again could meet another process that has just begun to use them. Rejects with a StoreError.
 */
export async function proveWritable(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const first = await tryFolder(folder, missing);
    // It is there and takes nothing, as /proc does, or it has come this moment.
    const cause = codeOf(first) === "ENOENT" && (await exists(folder)) ? await tryFolder(folder, missing) : first;
    if (cause === undefined) return;
    if (codeOf(cause) !== "ENOENT" || cause !== first || dirname(folder) === folder) throw storeError(path, cause);
    missing.push(basename(folder));
  }
}

/** Makes a folder in it and takes that away, and asks for others by their names; answers why that can't be. */
async function tryFolder(folder: string, names: readonly string[]): Promise<unknown> {
  try {
    await rmdir(await mkdtemp(join(folder, ".plumbline-")));
  } catch (cause) {
    return cause;
  }
  // A name that no folder can have is refused only where the folder above it is there.
  const asked = await Promise.allSettled(names.map((name) => lstat(join(folder, name))));
  return asked.flatMap((one) => (one.status === "rejected" && codeOf(one.reason) !== "ENOENT" ? [one.reason] : []))[0];
}

const exists = (path: string): Promise<boolean> =>
  // Of a link that leads nowhere too: nothing can be made through it.
  lstat(path).then(
    () => true,
    () => false,
  );

/** Another process may have put something there meanwhile: such a folder stays. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) {
    await rmdir(folder).catch((error: unknown) =>
      ["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error)) ? undefined : Promise.reject(error),
    );
  }
}
