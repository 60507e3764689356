import type { JournalEntry, JournalRecord } from "@plumbline/finding-model/journal";
import {
  type Fault,
  type Head,
  isRecord,
  type JournalFiles,
  parseStored,
  type StoredEntry,
  type StoredLine,
  type Verification,
  walkChain,
} from "./chain.ts";
import { StoreError } from "./error.ts";

/** Where a journal's lines are kept. */
export interface JournalStorage {
  /** How messages name it: the path of the file, or `dynamodb://` and the table. */
  readonly name: string;
  /** Each line from the first to the last; none while there is no journal. */
  lines(): AsyncIterable<StoredLine>;
  head(): Promise<Head | undefined>;
  /** How many records may stand behind the head, when a crash came before it was written. */
  readonly slack: 0 | 1;
  /** Where it is kept in files: theirs. */
  readonly files?: JournalFiles;
  append(entry: JournalEntry): Promise<JournalRecord>;
}

/** What was written, when, by whom and why: append-only, each record chained to the one before. All reject with a StoreError. */
export interface Journal {
  /** How messages name it. */
  readonly name: string;
  /** The entries in their order. What a crash left of the last one was never begun, and is left out. */
  read(): AsyncGenerator<StoredEntry>;
  /** The entries, when the chain is not broken; else it rejects with code `tampered` and what was found first. */
  readIntact(): Promise<StoredEntry[]>;
  /** Keeps an entry; it is durable when this resolves. Of several at once each gets a number of its own. */
  append(entry: JournalEntry): Promise<JournalRecord>;
  /** Follows the chain. `head` is a hash that an earlier verification told: it must still be there. */
  verify(head?: string): Promise<Verification>;
}

/** Makes a journal of a place where lines are kept. */
export function journalIn(storage: JournalStorage): Journal {
  const { name, slack, files } = storage;
  const walk = async (noted: string | undefined, take: (entry: StoredEntry) => void): Promise<Verification> => {
    const chain = walkChain({ head: await storage.head(), noted });
    for await (const line of storage.lines()) {
      const entry = chain.add(line);
      if (entry) take(entry);
    }
    return chain.end({ head: await storage.head(), slack, files });
  };
  return {
    name,
    async *read() {
      for await (const { place, bytes, isTorn } of storage.lines()) {
        if (bytes.length === 0) continue;
        const stored = parseStored(bytes);
        if (!(stored instanceof Error)) yield stored;
        else if (!isTorn) throw broken(`${name} ${place} can't be read: ${stored.message}`, name);
      }
    },
    async readIntact() {
      const entries: StoredEntry[] = [];
      const verification = await walk(undefined, (entry) => entries.push(entry));
      if (verification.status === "broken") throw tampered(name, verification.faults);
      return entries;
    },
    append: (entry) => storage.append(entry),
    verify: (head) => walk(head, () => undefined),
  };
}

/** All entries of a journal, in their order, whether the chain is intact or not. */
export async function entriesOf(journal: Journal): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for await (const entry of journal.read()) entries.push(entry);
  return entries;
}

const broken = (message: string, path: string): StoreError =>
  new StoreError(message, { code: "broken", path, hint: "restore the journal; plumbline journal verify tells what is wrong with it" });

/** Says that a journal is not as it was written. */
export function tampered(name: string, faults: readonly Fault[]): StoreError {
  const [first, ...more] = faults;
  const others = more.length === 0 ? "" : `; and ${more.length} more`;
  // A cause that is known counts only when there is no other.
  const known = others === "" ? first?.hint : undefined;
  return new StoreError(
    `the journal ${name} is not as it was written: ${first?.place ?? "the end"}: ${first?.what ?? "unknown"}${others}`,
    {
      code: "tampered",
      path: name,
      hint: `nothing was written; ${known ?? "find out who changed it (plumbline journal verify), and restore it from a copy"}`,
    },
  );
}

/** An entry without what chains it. */
export function entryOf(stored: StoredEntry): JournalEntry {
  if (!isRecord(stored)) return stored;
  const { seq: _seq, previous: _previous, hash: _hash, ...entry } = stored;
  return entry;
}
