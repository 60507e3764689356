import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const headLength = 2 ** 12;

/** Unpacks what begins as gzip does, whatever its name is. */
export async function unzipped(source: Readable): Promise<{ isGzip: boolean; bytes: AsyncIterable<Uint8Array> }> {
  const { head, chunks } = await peekBytes(source);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { isGzip: false, bytes: chunks };
  const gunzip = createGunzip();
  const { pipeline } = await import("node:stream/promises");
  // Its error comes out of the reading end.
  pipeline(chunks, gunzip).catch((error: unknown) => void gunzip.destroy(error instanceof Error ? error : new Error(String(error))));
  return { isGzip: true, bytes: gunzip };
}

async function peekBytes(source: AsyncIterable<Uint8Array | string>) {
  const iterator = source[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  for (let length = 0; length < 2; ) {
    const next = await iterator.next();
    if (next.done) break;
    const bytes = typeof next.value === "string" ? Buffer.from(next.value) : next.value;
    begun.push(bytes);
    length += bytes.length;
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* begun;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      yield typeof next.value === "string" ? Buffer.from(next.value) : next.value;
  }
  return { head: Buffer.concat(begun), chunks: chunks() };
}

/**
 * Decodes UTF-8, without the byte order mark that some editors put first. Throws at bytes that are none: with another character in its place an
 * id would name another thing.
 */
export async function* text(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new Error("it is not UTF-8; save it as UTF-8", { cause });
    }
  };
  for await (const chunk of bytes) yield decoded(chunk);
  yield decoded();
}

/** The first characters, without white space before them, and all of the text. */
export async function peek(source: AsyncGenerator<string>) {
  let head = "";
  while (head.trimStart().length < headLength) {
    const next = await source.next();
    if (next.done) break;
    head += next.value;
  }
  async function* chunks(): AsyncGenerator<string> {
    yield head;
    yield* source;
  }
  return { head: head.trimStart(), chunks: chunks() };
}
