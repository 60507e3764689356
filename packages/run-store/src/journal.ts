import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { entryOf } from "./chained-journal.ts";
import { fileJournal } from "./file-journal.ts";

/** Reads a file's entries without what chains them; a file that is not there yet has none. */
export async function readJournal(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const stored of fileJournal(path).read()) entries.push(entryOf(stored));
  return entries;
}

const nameOf = ({ account, region, type, id }: ResourceRef, change: string): string => JSON.stringify([account, region, type, id, change]);

/**
 * What became last of each change of the journal; changes whose write was begun and never ended are `writing`. A later run that was refused
 * wrote nothing, so that the change is as it was.
 */
export function latestOf(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry> {
  const latest = new Map<string, JournalEntry>();
  for (const entry of entries) {
    const name = `${entry.change.id} ${nameOf(entry.change.resource, entry.change.change)}`;
    if (entry.status !== "refused" || !latest.has(name)) latest.set(name, entry);
  }
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
