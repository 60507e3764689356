import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** Compresses texts in UTF-8. No time and no operating system stands in the result, so that equal texts make equal bytes. */
export async function* gzipped(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  // An error of the source comes out of the reading end too.
  const fed = pipeline(Readable.from(pieces), gzip).catch(() => undefined);
  let isFirst = true;
  for await (const chunk of gzip) {
    const bytes: Uint8Array = chunk;
    // The tenth byte of the head names the operating system; 255 is "unknown". https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
    if (isFirst) bytes[9] = 255;
    isFirst = false;
    yield bytes;
  }
  await fed;
}
