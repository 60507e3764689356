import { createHash } from "node:crypto";
import { JournalEntry, JournalRecord } from "@plumbline/finding-model/journal";
import { z } from "zod";
import { canonicalJson, hashOf, sha256 } from "./digest.ts";
import { reasonOf } from "./error.ts";

/** The last record of a chain, by which cutting the end off shows. */
export const Head = z.strictObject({ seq: z.int().nonnegative(), hash: z.string() });
export type Head = z.infer<typeof Head>;

/** What the first record of a journal follows that held nothing before. */
export const beginning: Head = { seq: 0, hash: sha256("") };

/** Chains an entry to the record before it. Rejects what is no entry. */
export function toRecord(entry: JournalEntry, before: Head): JournalRecord {
  const body = { ...JournalEntry.parse(entry), seq: before.seq + 1, previous: before.hash };
  return { ...body, hash: hashOf(body) };
}

/** An entry as it is kept: a record, or one of before journals were chained. */
export type StoredEntry = JournalEntry | JournalRecord;
export const isRecord = (entry: StoredEntry): entry is JournalRecord => "hash" in entry;

/** A line or row as it is stored. `isTorn`: it has not been ended, as a crash leaves it. */
export interface StoredLine {
  /** How a person finds it, such as `line 3`. */
  readonly place: string;
  readonly bytes: Uint8Array;
  readonly isTorn: boolean;
}

/** Reads what a line holds; an Error says why it is none. */
export function parseStored(bytes: Uint8Array): StoredEntry | Error {
  try {
    const raw: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isChained = typeof raw === "object" && raw !== null && ("hash" in raw || "seq" in raw || "previous" in raw);
    const parsed = (isChained ? JournalRecord : JournalEntry).safeParse(raw);
    return parsed.success ? parsed.data : new Error(parsed.error.issues[0]?.message ?? "unexpected shape");
  } catch (error) {
    return new Error(reasonOf(error));
  }
}

/** Something that is not as it was written. */
export interface Fault {
  readonly place: string;
  readonly what: string;
  /** What to do about it, where it need not be that somebody changed the journal. */
  readonly hint?: string;
}
interface Walked {
  /** How many entries can be read. */
  readonly entries: number;
  /** Those of them, at the start, that are older than the chain: nothing tells whether they were changed before it began. */
  readonly unchained: number;
  readonly head: Head | undefined;
}
/**
 * `intact`: every record is as it was written. `unchained`: there are entries and none is chained. `torn`: intact, but behind the end is
 * something that a crash, or somebody else, left. `broken`: something was changed, removed, inserted, moved or cut off.
 */
export type Verification = Walked &
  ({ readonly status: "intact" | "unchained" | "torn" } | { readonly status: "broken"; readonly faults: readonly Fault[] });

/** What was known before the first line was read. */
interface Known {
  /** The head that was kept. */
  readonly head: Head | undefined;
  /** A hash that somebody noted down: it must be in the chain. */
  readonly noted?: string | undefined;
}
/** What is known after the last. */
interface Ended {
  /** The head that was kept; it may be a later one than before. */
  readonly head: Head | undefined;
  /** How many records may stand behind the head: one, where it is written after the record and a crash may come between. */
  readonly slack: 0 | 1;
  /** The journal and its head, where they are files, so that a copy may lack one of them. */
  readonly files?: JournalFiles | undefined;
}
/** The paths of a journal in files. */
export interface JournalFiles {
  readonly journal: string;
  readonly head: string;
}

/** That there are so many chained entries and no head. */
export const headMissing = ({ journal, head }: JournalFiles, entries: number): Fault => ({
  place: "the end",
  what: `the head file ${head} is missing, which keeps the last of the ${entries} entries`,
  hint: `restore both ${journal} and ${head} from one copy, or compare with a hash that was noted: plumbline journal verify --head HASH`,
});

/** Follows a chain from its first line to its last, and lists what is not as it was written. */
export function walkChain({ head: before, noted }: Known) {
  const legacy = createHash("sha256");
  const faults: Fault[] = [];
  const counts = { entries: 0, unchained: 0, unreadable: 0 };
  // Hashes of what a head may name; of a record that was changed both that which it says and that of its content.
  const hashes = new Map<number, readonly string[]>();
  let last: Head | undefined;
  let isNoted = noted === undefined;
  let isTorn = false;

  const follow = (record: JournalRecord, { place, bytes }: StoredLine): void => {
    const say = (what: string) => faults.push({ place, what });
    const { hash, ...body } = record;
    const { seq, previous } = record;
    const from = last?.seq ?? 0;
    const fitting = last ? (hashes.get(last.seq) ?? [last.hash]) : [legacy.copy().digest("hex")];
    const computed = hashOf(body);
    const missing = seq - from - 1;
    if (computed !== hash) {
      say(`it (seq ${seq}) was changed: its hash is of other content`);
      if (missing < 0 || missing > counts.unreadable) return void counts.unreadable++;
    } else if (missing < 0) return void say(`seq ${seq} stands behind seq ${from}: it was inserted or moved`);
    else if (missing > counts.unreadable)
      say(`${missing === 1 ? `seq ${seq - 1} is` : `seq ${from + 1} to ${seq - 1} are`} missing before it`);
    else if (missing === 0 && !fitting.includes(previous)) say(`it (seq ${seq}) does not follow what stands before it`);
    else if (!Buffer.from(canonicalJson(record)).equals(bytes)) say(`it (seq ${seq}) was changed: it is written otherwise`);
    if (seq - 1 !== before?.seq) hashes.delete(seq - 1);
    hashes.set(seq, computed === hash ? [hash] : [hash, computed]);
    isNoted ||= hash === noted;
    last = { seq, hash };
    counts.unreadable = 0;
  };

  return {
    /** Takes the next line, and gives its entry when there is one. */
    add(line: StoredLine): StoredEntry | undefined {
      const { bytes, place } = line;
      if (line.isTorn) isTorn = true;
      if (bytes.length === 0 && last === undefined) return void legacy.update("\n");
      const stored = parseStored(bytes);
      if (stored instanceof Error) {
        if (line.isTorn) return undefined;
        counts.unreadable++;
        return void faults.push({ place, what: `it can't be read: ${stored.message}` });
      }
      counts.entries++;
      if (isRecord(stored)) follow(stored, line);
      else if (last) faults.push({ place, what: "it has no hash, and entries before it have one: it was inserted or changed" });
      else {
        counts.unchained++;
        legacy.update(bytes).update("\n");
      }
      return stored;
    },
    /** Ends at the last line, and says what was found. */
    end({ head: after, slack, files }: Ended): Verification {
      const end = last?.seq ?? 0;
      const say = (what: string) => faults.push({ place: "the end", what });
      const isSame = before?.seq === after?.seq && before?.hash === after?.hash;
      for (const head of isSame ? [before] : [before, after]) {
        // What was appended after the last line was read is none of this walk's.
        if (!head || head.seq === 0 || (head !== before && head.seq > end)) continue;
        const found = hashes.get(head.seq);
        if (head.seq > end) say(`seq ${head.seq} (${head.hash}) was the last and is missing: it was cut off`);
        else if (found && !found.includes(head.hash)) say(`seq ${head.seq} had the hash ${head.hash}: the journal was written anew`);
      }
      const behind = end - (after?.seq ?? 0);
      if (behind > slack && !before && !after && files) faults.push(headMissing(files, behind));
      else if (behind > slack)
        say(
          `${behind === 1 ? "an entry stands" : `${behind} entries stand`} behind the last one that was kept (${after ? `seq ${after.seq}` : "none is"}): its head was changed`,
        );
      if (!isNoted) say(`no entry has the hash ${noted}: it was cut off, or the journal was written anew`);
      const { entries, unchained } = counts;
      const walked: Walked = { entries, unchained, head: last };
      if (faults.length > 0) return { ...walked, status: "broken", faults };
      if (isTorn) return { ...walked, status: "torn" };
      return { ...walked, status: unchained > 0 && !last ? "unchained" : "intact" };
    },
  };
}
