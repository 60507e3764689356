/** Reads KDI files one asset and one definition at a time. */
import { createReadStream } from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { JSONParser, TokenType } from "@streamparser/json";

export type KdiPart =
  /** Numbers begin with 0, as in JSON Schema. */
  | { readonly kind: "asset" | "def"; readonly number: number; readonly value: unknown }
  /** Everything else of the file, with empty lists of assets and definitions; it comes last, and is missing where the file is broken. */
  | { readonly kind: "rest"; readonly value: unknown }
  | { readonly kind: "broken"; readonly reason: string };

const bytesAtOnce = 2 ** 16;

/**
 * Reads a file, gzip or not whatever its name is. Holds one asset with its vulnerabilities at a time. What is no JSON is told as `broken`,
 * after all that came before it. Rejects with a StoreError when the file can't be opened or read: `missing` or `broken`.
 */
export async function* readKdi(path: string): AsyncGenerator<KdiPart> {
  const found: KdiPart[] = [];
  let reason: string | undefined;
  const parser = new JSONParser({ paths: ["$", "$.assets.*", "$.vuln_defs.*"] });
  parser.onValue = ({ value, key, parent, stack }) => {
    if (stack.length === 0) found.push({ kind: "rest", value: withoutRead(value) });
    if (stack.length !== 2 || !Array.isArray(parent) || typeof key !== "number") return;
    found.push({ kind: stack[1]?.key === "assets" ? "asset" : "def", number: key, value });
    // The list keeps its length, and nothing of what was read.
    parent[key] = null;
  };
  parser.onError = (error) => {
    reason ??= saidOf(error);
  };
  parser.onToken = eachNameOnce((name) => {
    reason ??= `it has ${name} twice, of which a reader takes either`;
  });
  let isEmpty = true;
  for await (const chunk of bytesOf(path)) {
    isEmpty = false;
    if ("reason" in chunk) reason ??= chunk.reason;
    else if (!parser.isEnded) parser.write(chunk.bytes);
    else if (!isBlank(chunk.bytes)) reason ??= "something follows after the end";
    yield* found.splice(0).filter(({ kind }) => reason === undefined || kind !== "rest");
    if (reason !== undefined) break;
  }
  if (reason === undefined && !parser.isEnded) reason = isEmpty ? "it is empty" : "it ends in the middle";
  if (reason !== undefined) yield { kind: "broken", reason };
}

/** What the parser says, without the words of its own states: `Unexpected "x" at byte 12`. */
const saidOf = (error: unknown): string => reasonOf(error).replace(/ at chunk position .*?absolute position "(\d+)".*$/s, " at byte $1");

/** Watches the names of the outermost object. https://www.rfc-editor.org/rfc/rfc8259#section-4 */
function eachNameOnce(tell: (name: string) => void): (token: { token: TokenType; value?: unknown }) => void {
  const names = new Set<unknown>();
  let depth = 0;
  let last: unknown;
  return ({ token, value }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--;
    else if (depth === 1 && token === TokenType.STRING) last = value;
    else if (depth === 1 && token === TokenType.COLON) {
      if (names.has(last)) tell(String(last));
      names.add(last);
    }
  };
}

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);

const withoutRead = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const emptied = Object.entries(value).map(([name, one]) => [
    name,
    (name === "assets" || name === "vuln_defs") && Array.isArray(one) ? [] : one,
  ]);
  return Object.fromEntries(emptied);
};

type Chunk = { readonly bytes: Uint8Array } | { readonly reason: string };

/** The bytes of a file, unpacked where it begins as gzip does; a gzip that is broken ends with the reason. */
async function* bytesOf(path: string): AsyncGenerator<Chunk> {
  const source = createReadStream(path, { highWaterMark: bytesAtOnce });
  let unpacked: Readable | undefined;
  try {
    for await (const first of source.iterator({ destroyOnReturn: false })) {
      const bytes: Uint8Array = first;
      source.unshift(bytes);
      unpacked = unpack(source, bytes[0] === 0x1f && bytes[1] === 0x8b);
      break;
    }
    for await (const bytes of unpacked ?? []) yield { bytes };
  } catch (cause) {
    if (codeOf(cause).startsWith("Z_")) yield { reason: `its gzip is broken: ${reasonOf(cause)}` };
    else throw readError(path, cause);
  } finally {
    source.destroy();
  }
}

function unpack(source: Readable, isGzip: boolean): Readable {
  const to = isGzip ? createGunzip() : new PassThrough();
  // Its error comes out of the reading end.
  pipeline(source, to).catch(() => undefined);
  return to;
}

function readError(path: string, cause: unknown): StoreError {
  const isMissing = codeOf(cause) === "ENOENT";
  return new StoreError(isMissing ? `there is no file ${path}` : `can't read ${path}: ${reasonOf(cause)}`, {
    ...{ code: isMissing ? "missing" : "broken", path, cause },
    hint: "name a KDI file that can be read",
  });
}
