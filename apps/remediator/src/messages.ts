import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { usageError } from "@plumbline/cli/command-error";
import { IncomingRef, type ResourceRef } from "@plumbline/finding-model/resource";
import { z } from "zod";

/** A message, or a line that is none and why. */
export type Line = { readonly ref: ResourceRef } | { readonly where: string; readonly reason: string };

/** Reads JSON lines; a bad line is told with its number, and the others go on. Unknown keys such as `delay` are ignored. */
export async function* readMessages(source: Readable, name: string): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() !== "") yield toMessage(text, `${name} line ${number}`);
  }
}

function toMessage(text: string, where: string): Line {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { where, reason: "it is not JSON" };
  }
  const ref = IncomingRef.safeParse(raw);
  return ref.success ? { ref: ref.data } : { where, reason: z.prettifyError(ref.error).replaceAll(/\s*\n\s*/g, " ") };
}

/** Opens the files that are named, or stdin when none is. */
export async function* openSources(files: readonly string[], stdin: Readable, folder: string): AsyncGenerator<Line> {
  if (files.length === 0) return yield* readMessages(stdin, "stdin");
  for (const file of files) {
    try {
      yield* readMessages(createReadStream(resolve(folder, file)), file);
    } catch (cause) {
      throw usageError(
        `can't read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
        "name a file of messages, one JSON object a line",
        cause,
      );
    }
  }
}
