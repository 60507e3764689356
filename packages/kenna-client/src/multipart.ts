/** A file as the one part of a form, read from disk while it is sent. https://www.rfc-editor.org/rfc/rfc7578 */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Streamed } from "@plumbline/http-call/call";
import { reasonOf } from "@plumbline/run-store/error";
import { KennaError } from "./kenna-error.ts";

export interface FormFile {
  readonly path: string;
  /** What the file should be, as 64 hex digits; not looked at unless told. */
  readonly sha256?: string | undefined;
  /** What stands between parts: it must not stand in the file. */
  readonly boundary: string;
}

const escaped = (name: string): string => name.replaceAll(/["\r\n]/g, (sign) => encodeURIComponent(sign));

/**
 * Opens the file. Its last bytes are sent only when its SHA-256 is the one that it should have, so that a server never holds another file.
 * Rejects, as the chunks do, with a KennaError of kind `changed-file`.
 */
export async function openForm({ path, sha256, boundary }: FormFile): Promise<Streamed> {
  const file = await open(path).catch((cause: unknown) => Promise.reject(changed(path, `it can't be read: ${reasonOf(cause)}`, cause)));
  try {
    const { size } = await file.stat();
    const head = Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${escaped(basename(path))}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      yield head;
      const hash = createHash("sha256");
      let sent = 0;
      // What is appended meanwhile is not read; the hash tells what was cut off or written over.
      const content: AsyncIterable<Buffer> = size === 0 ? noBytes() : file.createReadStream({ autoClose: false, start: 0, end: size - 1 });
      for await (const chunk of content) {
        hash.update(chunk);
        sent += chunk.length;
        yield chunk;
      }
      if (sent !== size) throw changed(path, "it was cut off while it was read");
      if (sha256 !== undefined && hash.digest("hex") !== sha256) throw changed(path, "it is not what its manifest says");
      yield tail;
    };
    return { bytes: head.length + size + tail.length, chunks: chunks(), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* noBytes(): AsyncGenerator<Buffer> {
  // An empty file has no chunks.
}

const changed = (path: string, outcome: string, cause?: unknown): KennaError =>
  new KennaError({
    kind: "changed-file",
    tried: `send the file ${path}`,
    outcome,
    hint: "Export again, and upload what the export wrote.",
    cause,
  });
