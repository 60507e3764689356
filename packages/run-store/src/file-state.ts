import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import { sha256 } from "./digest.ts";
import { codeOf, reasonOf, StoreError } from "./error.ts";
import { withFileLock } from "./file-lock.ts";
import { makeFolder } from "./folder.ts";
import type { Json, Kept, StateStore } from "./state.ts";
import { storeError, writeFile } from "./write.ts";

const Stored = z.strictObject({ key: z.string(), value: z.json(), expiresAt: z.iso.datetime().optional() });
type Stored = z.infer<typeof Stored>;

/**
 * Keeps state in a folder, a file for each key, which processes of one machine may share. Files are written whole or not at all, and
 * looked at and written under a lock, so that of several claimants one wins. The folder is made when something is first put.
 */
export function fileState(folder: string, now: () => Date): StateStore {
  const pathOf = (key: string) => join(folder, `${sha256(key)}.json`);
  const live = async (key: string): Promise<Stored | undefined> => {
    const stored = await read(pathOf(key), key);
    return stored?.expiresAt !== undefined && new Date(stored.expiresAt) <= now() ? undefined : stored;
  };
  const write = (key: string, value: Json, { expiresAt }: Kept): Promise<void> => {
    const stored: Stored = { key, value, ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }) };
    return writeFile(pathOf(key), [`${JSON.stringify(stored)}\n`]);
  };
  const locked = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    await makeFolder(folder);
    return withFileLock(`${pathOf(key)}.lock`, work);
  };
  const isStill = async (key: string, value: Json): Promise<boolean> => isDeepStrictEqual((await live(key))?.value, value);
  return {
    get: async (key) => (await live(key))?.value,
    put: (key, value, kept = {}) => locked(key, () => write(key, value, kept)),
    claim: (key, value, kept = {}) =>
      locked(key, async () => {
        if (await live(key)) return false;
        await write(key, value, kept);
        return true;
      }),
    renew: (key, value, kept) =>
      locked(key, async () => {
        if (!(await isStill(key, value))) return false;
        await write(key, value, kept);
        return true;
      }),
    release: (key, value) =>
      locked(key, async () => {
        if (!(await isStill(key, value))) return;
        await rm(pathOf(key), { force: true }).catch((cause: unknown) => Promise.reject(storeError(pathOf(key), cause)));
      }),
  };
}

async function read(path: string, key: string): Promise<Stored | undefined> {
  try {
    return Stored.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    throw new StoreError(`can't read what is kept of ${key} in ${path}: ${reason}`, {
      code: "broken",
      path,
      hint: "make the file readable; remove it only when no run goes on",
      cause,
    });
  }
}
