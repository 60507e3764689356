import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { usageError } from "@plumbline/cli/command-error";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { IncomingRef, type ResourceRef } from "@plumbline/finding-model/resource";
import { splitLines } from "@plumbline/run-store/lines";

/** What a text says: the resource of a message, or why it is none. */
export type Parsed = { readonly ref: ResourceRef } | { readonly reason: string };

/** A message and where it stood, or a line that is none and why. */
export type Line = { readonly where: string } & Parsed;

// The region has no id; events on the account tell none.
const nameless = new Set(["region", "account"]);

/**
 * Reads JSON lines; a bad line is told with its number, and the others go on. Unknown keys such as `delay` are ignored, and so is the
 * byte order mark that some editors and shells put before the first line.
 */
export async function* readMessages(source: Readable, name: string): AsyncGenerator<Line> {
  let number = 0;
  for await (const { text } of splitLines(source.setEncoding("utf8"))) {
    number++;
    const line = number === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (line.trim() !== "") yield { where: `${name} line ${number}`, ...parseMessage(line) };
  }
}

/** Reads a message, as loosely as its senders write it. */
export function parseMessage(text: string): Parsed {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { reason: "it is not JSON" };
  }
  const ref = IncomingRef.safeParse(raw);
  if (!ref.success) return { reason: faultsIn(ref.error) };
  if (ref.data.id === "" && !nameless.has(ref.data.type)) return { reason: `a message of type ${ref.data.type} needs an id` };
  return { ref: ref.data };
}

const unreadable = (file: string) => (cause: unknown) =>
  Promise.reject(
    usageError(
      `can't read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      "name a file of messages, one JSON object a line",
      cause,
    ),
  );

/** Proves that every file can be read, before the messages of the first are acted on. */
export async function proveReadable(files: readonly string[], folder: string): Promise<void> {
  for (const file of files) {
    const handle = await open(resolve(folder, file)).catch(unreadable(file));
    await handle
      .read({ length: 1 })
      .catch(unreadable(file))
      .finally(() => handle.close());
  }
}

/** Opens the files that are named, or stdin when none is. */
export async function* openSources(files: readonly string[], stdin: Readable, folder: string): AsyncGenerator<Line> {
  if (files.length === 0) return yield* readMessages(stdin, "stdin");
  for (const file of files) {
    try {
      yield* readMessages(createReadStream(resolve(folder, file)), file);
    } catch (cause) {
      await unreadable(file)(cause);
    }
  }
}
