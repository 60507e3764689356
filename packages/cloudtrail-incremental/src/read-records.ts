import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { JSONParser } from "@streamparser/json";
import { boundedLines } from "./bounded-lines.ts";
import { recordsIn } from "./unwrap.ts";

/** A value that should be a record and where it stood, or why what stood there can't be read. */
export type ReadRecord = { readonly where: string } & ({ readonly value: unknown } | { readonly reason: string });

/** Characters; CloudTrail's own limit of an event is 256 KB, and a line may be a small file of them. */
const longestLine = 2 ** 24;
const headLength = 2 ** 12;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Reads records from bytes, gzip or not: files of CloudTrail (`Records`), answers of LookupEvents (`Events`), lists, single objects over many
 * lines, and JSON lines. Holds one record at a time. What can't be read is told with its place: in JSON lines the next line goes on, in one
 * large JSON the rest is lost, since nobody knows where the next record begins. `name` begins the place; one that ends in
 * `.gz` says that it is gzip.
 */
export async function* readRecords(source: Readable, name: string): AsyncGenerator<ReadRecord> {
  let number = 0;
  try {
    const { isGzip, bytes } = await unzipped(source);
    const { head, chunks } = await peek(text(bytes));
    // Some tools unpack a file and keep its name: JSON is read all the same.
    if (!isGzip && /\.gz$/i.test(name) && !/^[{[]/.test(head)) {
      yield { where: name, reason: "it is no gzip, which its name says that it is" };
      return;
    }
    const paths = pathsFor(head);
    for await (const read of paths ? fromDocument(chunks, paths, name) : fromLines(chunks, name)) {
      number++;
      yield read;
    }
  } catch (error) {
    yield { where: `${name} after record ${number}`, reason: `the rest can't be read: ${reasonOf(error)}` };
  } finally {
    source.destroy();
  }
}

/** Unpacks what begins as gzip does, whatever its name is. */
async function unzipped(source: Readable): Promise<{ isGzip: boolean; bytes: AsyncIterable<Uint8Array> }> {
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

/** Decodes UTF-8, without the byte order mark that some editors put first. */
async function* text(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function peek(source: AsyncGenerator<string>) {
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

/** Where the records of one JSON text are; undefined for JSON lines. */
function pathsFor(head: string): string[] | undefined {
  if (/^\{\s*"(Records|Events)"\s*:\s*\[/.test(head)) return ["$.Records.*", "$.Events.*"];
  if (head.startsWith("[")) return ["$.*"];
  // A first line that ends within an object goes on in the next.
  const [first = ""] = head.split("\n", 1);
  return /[{[,:]\s*$/.test(first) && first.length < head.length ? ["$"] : undefined;
}

async function* fromDocument(chunks: AsyncIterable<string>, paths: string[], name: string): AsyncGenerator<ReadRecord> {
  // Several texts may stand one after another.
  const parser = new JSONParser({ paths, separator: "", keepStack: false });
  const found: unknown[] = [];
  let error: Error | undefined;
  let number = 0;
  parser.onValue = ({ value }) => void found.push(value);
  parser.onError = (cause) => {
    error ??= cause;
  };
  const take = function* (): Generator<ReadRecord> {
    for (const value of found.splice(0).flatMap(recordsIn)) yield { where: `${name} record ${++number}`, value };
  };
  for await (const chunk of chunks) {
    if (error === undefined) parser.write(chunk);
    yield* take();
    if (error !== undefined) break;
  }
  if (error === undefined && !parser.isEnded) parser.end();
  if (error !== undefined)
    yield { where: `${name} record ${number + 1}`, reason: `it is not JSON, and what follows in ${name} is left out: ${reasonOf(error)}` };
}

async function* fromLines(chunks: AsyncIterable<string>, name: string): AsyncGenerator<ReadRecord> {
  let number = 0;
  for await (const line of boundedLines(chunks, longestLine)) {
    const where = `${name} line ${++number}`;
    if ("isTooLong" in line) yield { where, reason: `it is longer than ${longestLine} characters` };
    else if (line.text.trim() !== "") yield* fromLine(line.text, where);
  }
}

function* fromLine(line: string, where: string): Generator<ReadRecord> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    yield { where, reason: `it is not JSON: ${reasonOf(error)}` };
    return;
  }
  const records = recordsIn(value);
  for (const [i, record] of records.entries()) yield { where: records.length === 1 ? where : `${where} record ${i + 1}`, value: record };
}
