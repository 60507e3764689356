import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { codeOf, reasonOf, StoreError, type StoreErrorCode } from "./error.ts";

type Chunks<T extends string | Uint8Array = string> = AsyncIterable<T> | Iterable<T>;

const batchLength = 65_536;
const mostTemporaryFiles = 1000;

const causes: Readonly<Record<string, { code: StoreErrorCode; hint: string }>> = {
  ENOENT: { code: "unwritable", hint: "create the folder, or name another one" },
  EEXIST: { code: "unwritable", hint: "a part of the path is a file: name another folder" },
  ENOTDIR: { code: "unwritable", hint: "a part of the path is a file: name another folder" },
  EISDIR: { code: "unwritable", hint: "the path is a folder: name a file in it" },
  EACCES: { code: "unwritable", hint: "grant write permission on the folder, or name another one" },
  EPERM: { code: "unwritable", hint: "grant write permission on the folder, or name another one" },
  EROFS: { code: "unwritable", hint: "the file system is read-only: name a folder on another one" },
  ENOSPC: { code: "no-space", hint: "free space on the disk, or name a folder on another one" },
  EDQUOT: { code: "no-space", hint: "free space in the quota, or name a folder on another disk" },
  EPIPE: { code: "closed", hint: "the reader closed the pipe: write to a file, or let the reader read to the end" },
};

/** Says that something could not be written, with what to do for the error codes of the operating system. */
export const storeError = (path: string, cause: unknown): StoreError => {
  const { code, hint } = causes[codeOf(cause)] ?? { code: "unwritable", hint: "name another file" };
  return new StoreError(`cannot write ${path}: ${reasonOf(cause)}`, { code, path, hint, cause });
};

/** Joins small texts, since a system call for each finding is slow. Bytes are passed on as they are. */
async function* batches<T extends string | Uint8Array>(chunks: Chunks<T>): AsyncGenerator<string | Uint8Array> {
  let batch = "";
  for await (const chunk of chunks) {
    if (typeof chunk === "string") batch += chunk;
    if (typeof chunk === "string" && batch.length < batchLength) continue;
    if (batch !== "") yield batch;
    if (typeof chunk !== "string") yield chunk;
    batch = "";
  }
  if (batch !== "") yield batch;
}

/** Opens a file that did not exist (also no link), beside the target so that a rename is atomic. */
const openBeside = async (path: string): Promise<{ file: FileHandle; name: string }> => {
  for (let attempt = 0; ; attempt += 1) {
    const name = join(dirname(path), `.${basename(path)}.${process.pid}-${attempt}.tmp`);
    try {
      return { file: await open(name, "wx"), name };
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || attempt >= mostTemporaryFiles) throw storeError(path, error);
    }
  }
};

const intoFile = async (path: string, file: FileHandle, chunks: Chunks<string | Uint8Array>): Promise<void> => {
  try {
    for await (const batch of batches(chunks)) {
      await file.writeFile(batch).catch((error: unknown) => Promise.reject(storeError(path, error)));
    }
    await file.sync().catch((error: unknown) => Promise.reject(storeError(path, error)));
  } finally {
    await file.close();
  }
};

/**
 * Writes chunks to a file, all or nothing: a temporary file in the same folder, synced, then renamed. Rejects with a StoreError
 * when the file can't be written, and with the source's own error when the source fails; neither leaves a file behind.
 */
export const writeFile = async (path: string, chunks: Chunks<string | Uint8Array>): Promise<void> => {
  const { file, name } = await openBeside(path);
  try {
    await intoFile(path, file, chunks);
    await rename(name, path).catch((error: unknown) => Promise.reject(storeError(path, error)));
  } catch (error) {
    await rm(name, { force: true });
    throw error;
  }
};

/**
 * Writes chunks to a stream no faster than it takes them, and leaves it open. Resolves when all is flushed. Rejects with a
 * StoreError (code `closed` when the reader went away), or with the source's own error.
 */
export const writeStream = async (stream: Writable, chunks: Chunks, name = "standard output"): Promise<void> => {
  const source: { error?: unknown; failed: boolean } = { failed: false };
  const watched = async function* () {
    try {
      yield* batches(chunks);
    } catch (error) {
      source.error = error;
      source.failed = true;
      throw error;
    }
  };
  try {
    await pipeline(Readable.from(watched()), stream, { end: false });
    await flushed(stream);
  } catch (error) {
    throw source.failed ? source.error : storeError(name, error);
  }
};

const flushed = (stream: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write("", (error) => (error ? reject(error) : resolve()));
  });
