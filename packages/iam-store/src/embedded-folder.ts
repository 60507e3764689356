import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, StoreError as FileError, reasonOf } from "@plumbline/run-store/error";
import { withFileLock } from "@plumbline/run-store/file-lock";
import { makeFolder } from "@plumbline/run-store/folder";
import { StoreError } from "./store-error.ts";

/** A folder that no other process has while it is held. */
export interface HeldFolder {
  /** Of PGlite. */
  readonly path: string;
  release(): Promise<void>;
}

/** A process that ends takes its lock along within this time. */
const oneSecond = { pauseMilliseconds: 20, mostPauses: 50 };

/**
 * Takes a folder for one process alone, and makes it when it is missing, for its owner alone. PGlite itself would let two write the same files.
 * The lock of a process of this machine that is gone is taken away. Throws StoreError `busy` or `unreadable`.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  try {
    if ((await makeFolder(folder)).length > 0) await chmod(folder, 0o700);
    return { path: join(folder, "pglite"), release: await hold(join(folder, "lock")) };
  } catch (cause) {
    if (cause instanceof FileError && cause.code === "locked")
      throw new StoreError("busy", `the database in ${folder} is in use: ${cause.message}. End it first; ${cause.hint}`, { cause });
    if (cause instanceof FileError || codeOf(cause) !== "")
      throw new StoreError("unreadable", `the folder ${folder} can't be used for the database: ${reasonOf(cause)}`, { cause });
    throw cause;
  }
}

function hold(path: string): Promise<() => Promise<void>> {
  const { promise: end, resolve: release } = Promise.withResolvers<void>();
  return new Promise((taken, failed) => {
    const held = withFileLock(
      path,
      () => {
        taken(() => {
          release();
          return held;
        });
        return end;
      },
      oneSecond,
    );
    held.catch(failed);
  });
}
