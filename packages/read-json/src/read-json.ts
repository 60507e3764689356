import type { Readable } from "node:stream";
import { boundedLines } from "./bounded-lines.ts";
import { fromDocument } from "./from-document.ts";
import { type JsonForm, type ReadJson, within } from "./json-form.ts";
import { peek, text, unzipped } from "./read-text.ts";

/** Characters; CloudTrail's own limit of an event is 256 KB, and a line may be a small file of them. */
const longestLine = 2 ** 24;

const noGzip = "it is no gzip, which its name says that it is";
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Reads values from bytes, gzip or not: objects that hold a list of them, lists, single objects over many lines, and JSON lines. Holds one
 * value at a time. What can't be read is told with its place: in JSON lines the next line goes on, in one large JSON the rest is lost, since
 * nobody knows where the next value begins. `name` begins the place; one that ends in `.gz` says that it is gzip.
 */
export async function* readJson(source: Readable, name: string, form: JsonForm): AsyncGenerator<ReadJson> {
  let number = 0;
  let isNamedWrong = false;
  try {
    const { isGzip, bytes } = await unzipped(source);
    isNamedWrong = !isGzip && /\.gz$/i.test(name);
    const { head, chunks } = await peek(text(bytes));
    // Some tools unpack a file and keep its name: JSON is read all the same.
    if (isNamedWrong && !/^[{[]/.test(head)) {
      yield { where: name, reason: noGzip };
      return;
    }
    isNamedWrong = false;
    if (head === "" && form.isEmptyAFault) {
      yield { where: name, reason: `it is empty: a listing without any ${form.word} has an empty list` };
      return;
    }
    const paths = pathsFor(head, form);
    for await (const read of paths ? fromDocument(chunks, paths, { name, form }) : fromLines(chunks, name, form)) {
      number++;
      yield read;
    }
  } catch (error) {
    // Bytes that are no text are most likely of another kind of packing.
    if (isNamedWrong) yield { where: name, reason: noGzip };
    else yield { where: `${name} after ${form.word} ${number}`, reason: `the rest can't be read: ${reasonOf(error)}` };
  } finally {
    source.destroy();
  }
}

/** Where the values of one JSON text are; undefined for JSON lines. */
function pathsFor(head: string, { lists, beside = [] }: JsonForm): string[] | undefined {
  const [, first] = /^\{\s*"([^"\\]*)"\s*:\s*\[/.exec(head) ?? [];
  if (first !== undefined && lists.includes(first)) return [...lists.map((list) => `$.${list}.*`), ...beside.map((one) => `$.${one}`)];
  if (head.startsWith("[")) return ["$.*"];
  // A first line that ends within an object goes on in the next.
  const [line = ""] = head.split("\n", 1);
  return /[{[,:]\s*$/.test(line) && line.length < head.length ? ["$"] : undefined;
}

async function* fromLines(chunks: AsyncIterable<string>, name: string, form: JsonForm): AsyncGenerator<ReadJson> {
  let number = 0;
  for await (const line of boundedLines(chunks, longestLine)) {
    const where = `${name} line ${++number}`;
    if ("isTooLong" in line) yield { where, reason: `it is longer than ${longestLine} characters` };
    else if (line.text.trim() !== "") yield* fromLine(line.text, where, form);
  }
}

function* fromLine(line: string, where: string, form: JsonForm): Generator<ReadJson> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    yield { where, reason: `it is not JSON: ${reasonOf(error)}` };
    return;
  }
  const values = within(value, form);
  for (const [i, one] of values.entries()) yield { where: values.length === 1 ? where : `${where} ${form.word} ${i + 1}`, value: one };
}
