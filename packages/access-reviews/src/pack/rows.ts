import { stringify } from "csv-stringify/sync";
import { canonicalJson } from "../digest.ts";

/** A JSON list, one element a line. */
export async function* jsonList(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = "[\n";
  for await (const value of values) {
    yield before + canonicalJson(value);
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/** One JSON value a line. */
export async function* jsonLines(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${canonicalJson(value)}\n`;
}

const rowsAtOnce = 100;

/** CSV (RFC 4180) with a head. What a spreadsheet would take for a formula is quoted. https://owasp.org/www-community/attacks/CSV_Injection */
export async function* csvLines<T>(
  columns: Readonly<Record<string, (row: T) => string | number | boolean | null>>,
  rows: AsyncIterable<T>,
) {
  let held = [Object.keys(columns)];
  for await (const row of rows) {
    held.push(Object.values(columns).map((read) => String(read(row) ?? "")));
    if (held.length < rowsAtOnce) continue;
    yield csvText(held);
    held = [];
  }
  yield csvText(held);
}
const csvText = (rows: string[][]): string => stringify(rows, { escape_formulas: true, record_delimiter: "windows" });

/** Whole texts of at least so many characters, so that a large file is not hashed line by line. */
export async function* inPieces(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  let held = "";
  for await (const text of texts) {
    held += text;
    if (held.length < 65_536) continue;
    yield Buffer.from(held);
    held = "";
  }
  if (held !== "") yield Buffer.from(held);
}
