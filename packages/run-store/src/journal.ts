import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { JournalEntry } from "@plumbline/finding-model/change";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { StoreError } from "./error.ts";
import { readLines } from "./lines.ts";

const nameOf = ({ account, region, type, id }: ResourceRef, change: string): string => JSON.stringify([account, region, type, id, change]);

/** Reads the journal; a file that is not there yet has no entries. */
export async function readJournal(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  try {
    for await (const entry of readLines(path, JournalEntry, { mayBeTorn: true })) entries.push(entry);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return entries;
}

/** Opens the journal for appending; each entry is on disk before `append` resolves. */
export function openJournal(path: string) {
  return {
    async append(entry: JournalEntry): Promise<void> {
      try {
        await mkdir(dirname(path), { recursive: true });
        const file = await open(path, "a", 0o600);
        try {
          await file.appendFile(`${JSON.stringify(JournalEntry.parse(entry))}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new StoreError(`can't write the journal ${path}: ${reason}`, {
          code: "unwritable",
          path,
          hint: "nothing is changed without a journal; make the file writable",
          cause,
        });
      }
    },
  };
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
    if (action === "apply" && status === "verified") ids.set(name, change.id);
    if (action === "undo" && status === "undone") ids.delete(name);
  }
  return (resource, change) => ids.get(nameOf(resource, change));
}
