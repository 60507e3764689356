import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { z } from "zod";
import { StoreError } from "./error.ts";

/**
 * Reads a file of JSON lines, each parsed by the schema. A last line that is torn (a crash while it was written) is left out when
 * `mayBeTorn`; any other bad line is a StoreError with its number.
 */
export async function* readLines<S extends z.ZodType>(path: string, schema: S, { mayBeTorn = false } = {}): AsyncGenerator<z.output<S>> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let bad: StoreError | undefined;
  for await (const line of lines) {
    if (bad) throw bad;
    number++;
    if (line === "") continue;
    const parsed = parseLine(line, schema);
    if (parsed.success) yield parsed.data;
    else
      bad = new StoreError(`${path} line ${number} can't be read: ${parsed.reason}`, {
        code: "broken",
        path,
        hint: "restore the file, or start a new run",
      });
  }
  if (bad && !mayBeTorn) throw bad;
}

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
    return { success: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
