import { createReadStream } from "node:fs";
import type { z } from "zod";
import { codeOf, reasonOf, StoreError } from "./error.ts";

/** A line of a text; `isTorn` when the text ends without the line's own end. */
export interface Line {
  readonly text: string;
  readonly isTorn: boolean;
}

/** Cuts a text at its line feeds and nowhere else: JSON may hold every other sign that some take for the end of a line. */
export async function* splitLines(source: AsyncIterable<string>): AsyncGenerator<Line> {
  // Pieces of a line are joined once, when it ends: a line may be longer than many chunks.
  let pieces: string[] = [];
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", from)) {
      pieces.push(chunk.slice(from, at));
      const text = pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
      pieces = [];
      from = at + 1;
      yield { text: text.endsWith("\r") ? text.slice(0, -1) : text, isTorn: false };
    }
    if (from < chunk.length) pieces.push(from === 0 ? chunk : chunk.slice(from));
  }
  const rest = pieces.join("");
  if (rest !== "") yield { text: rest, isTorn: true };
}

/**
 * Reads a file of JSON lines, each parsed by the schema. A last line that is torn (a crash while it was written) is left out when
 * `mayBeTorn`; any other bad line is a StoreError with its number, a file that is not there one of code `missing`.
 */
export async function* readLines<S extends z.ZodType>(path: string, schema: S, { mayBeTorn = false } = {}): AsyncGenerator<z.output<S>> {
  const input = createReadStream(path, "utf8");
  let number = 0;
  try {
    for await (const { text, isTorn } of splitLines(input)) {
      number++;
      if (text === "") continue;
      const parsed = parseLine(text, schema);
      if (parsed.success) yield parsed.data;
      else if (!(isTorn && mayBeTorn)) throw broken(`${path} line ${number} can't be read: ${parsed.reason}`, path);
    }
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    if (codeOf(cause) !== "ENOENT") throw broken(`can't read ${path}: ${reasonOf(cause)}`, path, cause);
    throw new StoreError(`${path} is missing`, { code: "missing", path, hint: "restore the file, or start a new run", cause });
  } finally {
    input.destroy();
  }
}

const broken = (message: string, path: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: "broken", path, hint: "restore the file, or start a new run", cause });

function parseLine<S extends z.ZodType>(
  line: string,
  schema: S,
): { success: true; data: z.output<S> } | { success: false; reason: string } {
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success
      ? { success: true, data: parsed.data }
      : { success: false, reason: parsed.error.issues[0]?.message ?? "unexpected shape" };
  } catch (error) {
    return { success: false, reason: reasonOf(error) };
  }
}
