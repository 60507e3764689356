import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { JournalEntry, type JournalRecord } from "@plumbline/finding-model/journal";
import { beginning, Head, headMissing, isRecord, type JournalFiles, parseStored, type StoredLine, toRecord } from "./chain.ts";
import { type Journal, journalIn, tampered } from "./chained-journal.ts";
import { canonicalJson, hashOf } from "./digest.ts";
import { codeOf, reasonOf, StoreError } from "./error.ts";
import { withFileLock } from "./file-lock.ts";
import { makeFolder } from "./folder.ts";
import { writeFile } from "./write.ts";

const headPath = (path: string): string => `${path.replace(/\.jsonl$/, "")}.head`;
const filesOf = (path: string): JournalFiles => ({ journal: path, head: headPath(path) });

/**
 * A journal in a file of JSON lines, which only its owner may read. Each line is synced before `append` resolves, and the last number and
 * hash are kept beside it, in a file that ends in `.head`. Processes of one machine may append at once: each takes the file's lock.
 */
export function fileJournal(path: string): Journal {
  return journalIn({
    name: path,
    slack: 1,
    files: filesOf(path),
    lines: () => linesOf(path),
    head: () => readHead(path),
    append: (entry) => append(path, entry),
  });
}

const lineFeed = 0x0a;

async function* linesOf(path: string): AsyncGenerator<StoredLine> {
  const input = createReadStream(path);
  let rest = Buffer.alloc(0);
  let number = 0;
  try {
    for await (const chunk of input) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
        yield { place: `line ${++number}`, bytes: rest.subarray(0, end), isTorn: false };
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length > 0) yield { place: `line ${number + 1}`, bytes: rest, isTorn: true };
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return;
    throw cause instanceof StoreError ? cause : unreadable(path, cause);
  } finally {
    input.destroy();
  }
}

const unreadable = (path: string, cause: unknown): StoreError =>
  new StoreError(`can't read ${path}: ${reasonOf(cause)}`, { code: "broken", path, hint: "make the file readable, or restore it", cause });

async function readHead(path: string): Promise<Head | undefined> {
  const place = headPath(path);
  let text: string;
  try {
    text = await readFile(place, "utf8");
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(cause))) return undefined;
    throw unreadable(place, cause);
  }
  try {
    return Head.parse(JSON.parse(text));
  } catch {
    throw tampered(path, [{ place, what: "it can't be read" }]);
  }
}

async function append(path: string, entry: JournalEntry): Promise<JournalRecord> {
  const parsed = JournalEntry.parse(entry);
  try {
    await makeFolder(dirname(path));
    return await withFileLock(`${path}.lock`, () => appendLocked(path, parsed));
  } catch (cause) {
    if (cause instanceof StoreError && ["tampered", "locked", "broken"].includes(cause.code)) throw cause;
    throw new StoreError(`can't write the journal ${path}: ${reasonOf(cause)}`, {
      code: "unwritable",
      path,
      hint: "nothing is changed without a journal; make the file writable",
      cause,
    });
  }
}

async function appendLocked(path: string, entry: JournalEntry): Promise<JournalRecord> {
  const kept = await readHead(path);
  const file = await open(path, "a+", 0o600);
  try {
    await endLine(file);
    const record = toRecord(entry, await endOf(file, path, kept));
    await file.appendFile(`${canonicalJson(record)}\n`);
    await file.sync();
    await writeFile(headPath(path), [`${JSON.stringify({ seq: record.seq, hash: record.hash })}\n`]);
    return record;
  } finally {
    await file.close();
  }
}

/** What the next record follows. An end that is not the one that was kept is refused, since the next record would hide it. */
async function endOf(file: FileHandle, path: string, kept: Head | undefined): Promise<Head> {
  const place = "the end";
  const last = await lastLine(file);
  const stored = last && parseStored(last);
  if (stored instanceof Error) throw tampered(path, [{ place, what: `the last line can't be read: ${stored.message}` }]);
  if (!stored || !isRecord(stored)) {
    if (kept && kept.seq > 0)
      throw tampered(path, [{ place, what: `seq ${kept.seq} (${kept.hash}) was the last and is missing: it was cut off` }]);
    return stored ? { seq: 0, hash: await hashOfFile(path) } : beginning;
  }
  const { hash, ...body } = stored;
  if (!kept && stored.seq > 1 && hashOf(body) === hash) throw tampered(path, [headMissing(filesOf(path), stored.seq)]);
  const isKept = kept === undefined ? stored.seq === 1 : (stored.seq === kept.seq && hash === kept.hash) || stored.previous === kept.hash;
  if (!isKept || hashOf(body) !== hash)
    throw tampered(path, [
      { place, what: `seq ${stored.seq} (${hash}) is not what was written last (${kept ? `seq ${kept.seq}, ${kept.hash}` : "nothing"})` },
    ]);
  return { seq: stored.seq, hash };
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** Takes away what a crash left of an entry, so that the next one does not become part of it. A whole one only gets its line feed. */
async function endLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const { bytes, begin } = await lineUpTo(file, size);
  if (bytes.length === 0) return;
  if (parseStored(bytes) instanceof Error) await file.truncate(begin);
  else await file.appendFile("\n");
}

/** The last line that holds something; undefined when none does. The file's last line must have been ended. */
async function lastLine(file: FileHandle): Promise<Buffer | undefined> {
  for (let { size: end } = await file.stat(); end > 0; ) {
    const { bytes, begin } = await lineUpTo(file, end - 1);
    if (bytes.length > 0) return bytes;
    end = begin;
  }
  return undefined;
}

/** What stands between `end` and the last line feed before it; read from behind, since a journal may be long. */
async function lineUpTo(file: FileHandle, end: number): Promise<{ bytes: Buffer; begin: number }> {
  for (let length = 65_536; ; length *= 4) {
    const from = Math.max(0, end - length);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - from), 0, end - from, from);
    const bytes = buffer.subarray(0, bytesRead);
    const at = bytes.lastIndexOf(lineFeed);
    if (at >= 0 || from === 0) return { bytes: bytes.subarray(at + 1), begin: from + at + 1 };
  }
}
