import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { reasonOf, StoreError } from "./error.ts";
import { makeFolder } from "./folder.ts";
import { readLines } from "./lines.ts";

const nameOf = ({ account, region, type, id }: ResourceRef, change: string): string => JSON.stringify([account, region, type, id, change]);

/** Reads the journal; a file that is not there yet has no entries. An entry that a crash cut off was never begun, and is left out. */
export async function readJournal(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  try {
    for await (const entry of readLines(path, JournalEntry, { mayBeTorn: true })) entries.push(entry);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === "missing")) throw error;
  }
  return entries;
}

/** Opens the journal for appending; each entry is on disk before `append` resolves. */
export function openJournal(path: string) {
  return {
    async append(entry: JournalEntry): Promise<void> {
      const line = `${JSON.stringify(JournalEntry.parse(entry))}\n`;
      try {
        await makeFolder(dirname(path));
        const file = await open(path, "a+", 0o600);
        try {
          await endLine(file);
          await file.appendFile(line);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (cause) {
        throw new StoreError(`can't write the journal ${path}: ${reasonOf(cause)}`, {
          code: "unwritable",
          path,
          hint: "nothing is changed without a journal; make the file writable",
          cause,
        });
      }
    },
  };
}

const lineFeed = 0x0a;

/** Takes away what a crash left of an entry, so that the next one does not become part of it. A whole one only gets its line feed. */
async function endLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size === 0 || ((await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] === lineFeed)) return;
  const all = Buffer.alloc(size);
  await file.read(all, 0, size, 0);
  const begin = all.lastIndexOf(lineFeed) + 1;
  if (isEntry(all.toString("utf8", begin))) await file.appendFile("\n");
  else await file.truncate(begin);
}

function isEntry(text: string): boolean {
  try {
    return JournalEntry.safeParse(JSON.parse(text)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** What became last of each change of the journal; changes whose write was begun and never ended are `writing`. */
export function latestOf(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry> {
  const latest = new Map<string, JournalEntry>();
  for (const entry of entries) latest.set(`${entry.change.id} ${nameOf(entry.change.resource, entry.change.change)}`, entry);
  return latest;
}

/** Makes a function that names the change that last put a resource into the state which a kind of change is about. */
export function changeIds(entries: readonly JournalEntry[]): (resource: ResourceRef, change: string) => string | undefined {
  const ids = new Map<string, string>();
  for (const { action, status, change } of entries) {
    const name = nameOf(change.resource, change.change);
    if (action === "apply" && (status === "verified" || status === "in-progress")) ids.set(name, change.id);
    if (action === "undo" && status === "undone") ids.delete(name);
  }
  return (resource, change) => ids.get(nameOf(resource, change));
}
