import { mkdir, mkdtemp, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
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
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(path)).isDirectory()) return;
    const before = made.length;
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await make(dirname(path), made);
    if (made.length === before) throw error;
    await mkdir(path);
  }
  made.push(path);
}

/** Proves that a folder takes files, and leaves nothing behind. Rejects with a StoreError. */
export async function proveWritable(path: string): Promise<void> {
  const made = await makeFolder(path);
  try {
    await rmdir(await mkdtemp(join(path, ".plumbline-")));
  } catch (cause) {
    throw storeError(path, cause);
  } finally {
    await removeEmpty(made);
  }
}

/** Another process may have put something there meanwhile: such a folder stays. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) {
    await rmdir(folder).catch((error: unknown) =>
      ["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error)) ? undefined : Promise.reject(error),
    );
  }
}
