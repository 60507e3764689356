import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { PassThrough, type Transform } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { codeOf, reasonOf, StoreError } from "./error.ts";
import { splitLines } from "./lines.ts";
import { storeError } from "./write.ts";

/** Node has zstd since 22.15 and 23.8; other names are kept as plain text. */
async function transform(path: string, way: "pack" | "unpack"): Promise<Transform> {
  if (!path.endsWith(".zst")) return new PassThrough();
  const zlib = await import("node:zlib");
  if (typeof zlib.createZstdCompress !== "function")
    throw new StoreError(`${path}: this Node ${process.versions.node} has no zstd`, {
      code: "unwritable",
      path,
      hint: "use Node 22.15 or newer, or a name that does not end with .zst",
    });
  return way === "pack" ? zlib.createZstdCompress() : zlib.createZstdDecompress();
}

export interface LineWriter {
  /** Takes a line; what can't be written is told by `end`. */
  write(line: string): void;
  /** Resolves when all is in the file. Rejects with a StoreError. */
  end(): Promise<void>;
}

/** Opens a file of lines, packed by zstd when its name ends with .zst. Rejects with a StoreError when it can't be made. */
export async function writeLines(path: string): Promise<LineWriter> {
  const pack = await transform(path, "pack");
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => Promise.reject(storeError(path, cause)));
  const file = createWriteStream(path, { mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    file.once("open", () => resolve());
    file.once("error", (cause) => reject(storeError(path, cause)));
  });
  const written = pipeline(pack, file);
  written.catch(() => undefined);
  return {
    write: (line) => void pack.write(`${line}\n`),
    async end() {
      pack.end();
      await Promise.all([written, finished(file)]).catch((cause: unknown) => Promise.reject(storeError(path, cause)));
    },
  };
}

/** Reads the lines of such a file; of one that is cut off, those before the cut. Rejects with a StoreError for a file that is not there, or that is broken. */
export async function* readPackedLines(path: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  const unpack = (await transform(path, "unpack")).setEncoding("utf8");
  const read = pipeline(input, unpack);
  read.catch(() => undefined);
  let lines = 0;
  try {
    for await (const { text } of splitLines(unpack)) {
      lines++;
      yield text;
    }
    await read;
  } catch (cause) {
    // Of a recording that was broken off, all is good up to the cut.
    if (codeOf(cause) === "Z_BUF_ERROR" && lines > 0) return;
    const isMissing = codeOf(cause) === "ENOENT";
    const message = isMissing ? `${path} is missing` : `can't read ${path}: ${reasonOf(cause)}`;
    throw new StoreError(message, { code: isMissing ? "missing" : "broken", path, hint: "name a file that --record made", cause });
  } finally {
    input.destroy();
    unpack.destroy();
  }
}
