import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalEntry, JournalRecord } from "@plumbline/finding-model/journal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginning, toRecord, type Verification } from "./chain.ts";
import { canonicalJson, hashOf, sha256 } from "./digest.ts";
import { change, entry } from "./example.fixture.ts";
import { fileJournal } from "./file-journal.ts";

const lineOf = (record: object) => `${canonicalJson(record)}\n`;
const chained = (entries: readonly JournalEntry[], after = beginning): JournalRecord[] => {
  const records: JournalRecord[] = [];
  for (const one of entries) records.push(toRecord(one, records.at(-1) ?? after));
  return records;
};
interface Files {
  readonly text: string | Uint8Array;
  readonly head: string | undefined;
}
const filesOf = (records: readonly JournalRecord[], legacy = ""): Files => {
  const last = records.at(-1);
  return {
    text: legacy + records.map(lineOf).join(""),
    head: last && `${JSON.stringify({ seq: last.seq, hash: last.hash })}\n`,
  };
};
const folder = mkdtempSync(join(tmpdir(), "tamper-"));
let made = 0;
const fileWith = ({ text, head }: Files): string => {
  const path = join(folder, `j${++made}.jsonl`);
  writeFileSync(path, text);
  if (head !== undefined) writeFileSync(path.replace(/jsonl$/, "head"), head);
  return path;
};
const verifyFiles = (files: Files, noted?: string): Promise<Verification> => fileJournal(fileWith(files)).verify(noted);

const entries = [
  entry("apply", "writing"),
  entry("apply", "verified"),
  entry("undo", "writing"),
  { ...entry("undo", "undone"), plan: "a".repeat(64), approver: "anna", requestIds: ["r-1"] },
  entry("apply", "failed", change("c2")),
];
const records = chained(entries);
const lines = records.map(lineOf);
const whole = filesOf(records);
const withLines = (...of: readonly (string | undefined)[]): Files => ({ ...whole, text: of.join("") });
const edited = (index: number, edit: (line: string) => string): Files =>
  withLines(...lines.map((line, at) => (at === index ? edit(line) : line)));
const [first, second, third, fourth, fifth] = lines;
const anew = (changed: readonly JournalEntry[]) => filesOf(chained(changed));

const broken: Record<string, { files: Files; faults: [place: string, what: RegExp][] }> = {
  "a changed byte": { files: edited(2, (line) => line.replace("tester", "Tester")), faults: [["line 3", /seq 3\) was changed/]] },
  "a changed byte of the first": {
    files: edited(0, (line) => line.replace("tester", "Tester")),
    faults: [["line 1", /seq 1\) was changed/]],
  },
  "a changed byte of the last": {
    files: edited(4, (line) => line.replace("tester", "Tester")),
    faults: [["line 5", /seq 5\) was changed/]],
  },
  "a changed hash": {
    files: edited(2, (line) =>
      line.replace(/"hash":"."/, "").replace(/("hash":")(.)/, (_, name, hex) => `${name}${hex === "0" ? "1" : "0"}`),
    ),
    faults: [["line 3", /seq 3\) was changed/]],
  },
  "a changed number": { files: edited(2, (line) => line.replace('"seq":3', '"seq":8')), faults: [["line 3", /seq 8\) was changed/]] },
  "other blanks": {
    files: edited(2, (line) => line.replace('":', '": ')),
    faults: [["line 3", /seq 3\) was changed: it is written otherwise/]],
  },
  "another end of a line": { files: edited(2, (line) => line.replace("\n", "\r\n")), faults: [["line 3", /written otherwise/]] },
  "a line that is no JSON": { files: edited(2, () => "{\n"), faults: [["line 3", /^it can't be read: /]] },
  "an empty line": { files: withLines(first, second, "\n", third, fourth, fifth), faults: [["line 3", /^it can't be read: /]] },
  "a removed line": { files: withLines(first, second, fourth, fifth), faults: [["line 3", /^seq 3 is missing before it$/]] },
  "two removed lines": { files: withLines(first, fourth, fifth), faults: [["line 2", /^seq 2 to 3 are missing before it$/]] },
  "a removed first line": { files: withLines(second, third, fourth, fifth), faults: [["line 1", /^seq 1 is missing before it$/]] },
  "swapped lines": {
    files: withLines(first, third, second, fourth, fifth),
    faults: [
      ["line 2", /^seq 2 is missing before it$/],
      ["line 3", /^seq 2 stands behind seq 3: it was inserted or moved$/],
    ],
  },
  "a line twice": { files: withLines(first, second, second, third, fourth, fifth), faults: [["line 3", /^seq 2 stands behind seq 2: /]] },
  "an inserted line, numbered and hashed": {
    files: withLines(first, lineOf(toRecord(entry("apply", "verified", change("c9")), records[0]!)), second, third, fourth, fifth),
    faults: [
      ["line 3", /^seq 2 stands behind seq 2: it was inserted or moved$/],
      ["line 4", /^it \(seq 3\) does not follow what stands before it$/],
    ],
  },
  "an inserted line without a hash": {
    files: withLines(first, `${JSON.stringify(entries[1])}\n`, second, third, fourth, fifth),
    faults: [["line 2", /^it has no hash, and entries before it have one/]],
  },
  "a line changed and hashed anew": {
    files: edited(2, () => {
      const { hash: _, ...body } = { ...records[2]!, who: "somebody else" };
      return lineOf({ ...body, hash: hashOf(body) });
    }),
    faults: [["line 4", /^it \(seq 4\) does not follow what stands before it$/]],
  },
  "a removed last line": {
    files: withLines(first, second, third, fourth),
    faults: [["the end", /^seq 5 \(.{64}\) was the last and is missing: it was cut off$/]],
  },
  "a line cut in two": {
    files: withLines(first, second, third, fourth, fifth?.slice(0, 90)),
    faults: [["the end", /^seq 5 .* was cut off$/]],
  },
  "an emptied journal": { files: withLines(), faults: [["the end", /^seq 5 .* was cut off$/]] },
  "a last line changed and hashed anew": {
    files: { ...anew([...entries.slice(0, 4), entry("apply", "verified", change("c3"))]), head: whole.head },
    faults: [["the end", /^seq 5 had the hash .{64}: the journal was written anew$/]],
  },
  "entries added without their head": {
    files: { ...filesOf(chained([...entries, ...entries])), head: whole.head },
    faults: [["the end", /^5 entries stand behind the last one that was kept \(seq 5\)/]],
  },
  "a removed head": {
    files: { ...whole, head: undefined },
    faults: [["the end", /^the head file .*j\d+\.head is missing, which keeps the last of the 5 entries$/]],
  },
  "hashes that were taken off": {
    files: { ...whole, text: entries.map((one) => `${JSON.stringify(one)}\n`).join("") },
    faults: [["the end", /cut off$/]],
  },
};

describe("a journal that somebody changed", () => {
  it.each(Object.entries(broken))("%s is found and named", async (_, { files, faults }) => {
    const verification = await verifyFiles(files);
    expect(verification).toMatchObject({
      status: "broken",
      faults: faults.map(([place, what]) => ({ place, what: expect.stringMatching(what) })),
    });
  });

  it.each(Object.entries(broken))("%s: no command goes on by it", async (_, { files, faults: [fault] }) => {
    const path = fileWith(files);
    await expect(fileJournal(path).readIntact()).rejects.toMatchObject({
      ...{ name: "StoreError", code: "tampered", path },
      message: expect.stringMatching(new RegExp(`^the journal ${path} is not as it was written: ${fault?.[0]}: `)),
    });
  });

  const ends = [
    "a removed last line",
    "an emptied journal",
    "a last line changed and hashed anew",
    "a removed head",
    "hashes that were taken off",
  ];
  it.each(ends)("%s: nothing is appended that would hide it", async (name) => {
    const files = broken[name]?.files ?? whole;
    const path = fileWith(files);
    await expect(fileJournal(path).append(entries[0]!)).rejects.toMatchObject({ name: "StoreError", code: "tampered", path });
    expect(readFileSync(path, "utf8")).toBe(files.text);
  });

  it.each(["read", "append"])("a removed head: the hint of a refused %s names both files and what to do", async (how) => {
    const path = fileWith({ ...whole, head: undefined });
    const journal = fileJournal(path);
    const head = path.replace(/jsonl$/, "head");
    await expect(how === "read" ? journal.readIntact() : journal.append(entries[0]!)).rejects.toMatchObject({
      ...{ code: "tampered", path },
      message: `the journal ${path} is not as it was written: the end: the head file ${head} is missing, which keeps the last of the 5 entries`,
      hint: `nothing was written; restore both ${path} and ${head} from one copy, or compare with a hash that was noted: plumbline journal verify --head HASH`,
    });
  });

  it("a removed head and a changed line: the hint is that of a journal that somebody changed", async () => {
    const path = fileWith({ ...edited(1, (line) => line.replace("tester", "Tester")), head: undefined });
    await expect(fileJournal(path).readIntact()).rejects.toMatchObject({ hint: expect.stringMatching(/find out who changed it/) });
  });

  it("a head that can't be read is told", async () => {
    await expect(verifyFiles({ ...whole, head: "{" })).rejects.toMatchObject({
      code: "tampered",
      message: expect.stringMatching(/\.head: it can't be read$/),
    });
  });

  it("a byte that is read as the same sign is found", async () => {
    const odd = filesOf(chained([{ ...entries[0]!, who: "\ufffd" }]));
    const bytes = Buffer.from(odd.text);
    const at = bytes.indexOf(0xef);
    bytes[at] = 0xf0;
    expect([bytes.toString(), await verifyFiles({ ...odd, text: bytes })]).toMatchObject([
      odd.text,
      { status: "broken", faults: [{ place: "line 1", what: "it (seq 1) was changed: it is written otherwise" }] },
    ]);
  });

  it("all of it and its head written anew shows by a hash that somebody noted down", async () => {
    const other = anew(entries.map((one) => ({ ...one, who: "somebody else" })));
    expect(await verifyFiles(other)).toMatchObject({ status: "intact" });
    expect(await verifyFiles(other, records[4]!.hash)).toMatchObject({
      status: "broken",
      faults: [{ place: "the end", what: `no entry has the hash ${records[4]!.hash}: it was cut off, or the journal was written anew` }],
    });
    const shorter = filesOf(records.slice(0, 4));
    expect([await verifyFiles(shorter), await verifyFiles(shorter, records[4]!.hash)]).toMatchObject([
      { status: "intact" },
      { status: "broken" },
    ]);
  });
});

describe("a journal that nobody changed", () => {
  const old = entries.map((one) => `${JSON.stringify(one)}\n`).join("");
  const sound: Record<string, { files: Files; is: Partial<Verification> }> = {
    whole: { files: whole, is: { status: "intact", entries: 5, unchained: 0, head: { seq: 5, hash: records[4]!.hash } } },
    "one entry": { files: filesOf(records.slice(0, 1)), is: { status: "intact", entries: 1 } },
    empty: { files: { text: "", head: undefined }, is: { status: "intact", entries: 0, head: undefined } },
    "a crash before the head was written": {
      files: { text: whole.text, head: filesOf(records.slice(0, 4)).head },
      is: { status: "intact" },
    },
    "a crash before the first head was written": { files: { text: lines[0]!, head: undefined }, is: { status: "intact", entries: 1 } },
    "a crash while a line was written": { files: { ...whole, text: `${whole.text}{"act` }, is: { status: "torn", entries: 5 } },
    "a crash before the line was ended": {
      files: { text: lines.join("").trimEnd(), head: filesOf(records.slice(0, 4)).head },
      is: { status: "torn", entries: 5 },
    },
    "older than the chain": {
      files: { text: old, head: undefined },
      is: { status: "unchained", entries: 5, unchained: 5, head: undefined },
    },
    "older at its start": {
      files: filesOf(chained(entries, { seq: 0, hash: sha256(old) }), old),
      is: { status: "intact", entries: 10, unchained: 5 },
    },
  };
  it.each(Object.entries(sound))("%s", async (_, { files, is }) => {
    expect(await verifyFiles(files)).toMatchObject(is);
    const path = fileWith(files);
    await fileJournal(path).append(entry("apply", "refused"));
    expect(await fileJournal(path).verify()).toMatchObject({
      status: "intact",
      entries: (is.entries ?? 5) + 1,
      unchained: is.unchained ?? 0,
    });
  });

  it.each(records.map(({ seq, hash }) => [seq, hash] as const))("has the hash that somebody noted down of seq %i", async (_, hash) => {
    expect(await verifyFiles(whole, hash)).toMatchObject({ status: "intact" });
  });

  it("older entries can't be changed any more once they are chained", async () => {
    const path = fileWith({ text: old, head: undefined });
    await fileJournal(path).append(entries[0]!);
    writeFileSync(path, readFileSync(path, "utf8").replace("tester", "Tester"));
    expect(await fileJournal(path).verify()).toMatchObject({
      status: "broken",
      faults: [{ place: "line 6", what: "it (seq 1) does not follow what stands before it" }],
    });
  });
});

const anyEntry = fc
  .record({
    status: fc.constantFrom("writing", "verified", "failed", "undone"),
    action: fc.constantFrom("apply", "undo"),
    who: fc.string({ unit: "binary", maxLength: 8 }),
    before: fc.jsonValue({ maxDepth: 2 }),
    requestIds: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
  })
  .map(
    ({ before, who, requestIds, status, action }): JournalEntry => ({
      ...entry(action as "apply", status as "failed", change("c1", { before: JSON.parse(JSON.stringify(before)) })),
      who: who.toWellFormed(),
      requestIds: requestIds.map((id) => id.toWellFormed()),
    }),
  );
const someEntries = fc.array(anyEntry, { minLength: 1, maxLength: 5 });

/** What can be done to bytes at two places. */
const edits: Record<string, (bytes: Buffer, at: number, other: number, byte: number) => Buffer> = {
  changed: (bytes, at, _, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]),
  removed: (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  inserted: (bytes, at, _, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]),
  "inserted at the end": (bytes, _at, _, byte) => Buffer.concat([bytes, Buffer.from([byte])]),
  swapped: (bytes, at, other) => {
    const copy = Buffer.from(bytes);
    [copy[at], copy[other]] = [bytes[other]!, bytes[at]!];
    return copy;
  },
  "cut off": (bytes, at) => bytes.subarray(0, at),
  "removed in between": (bytes, at, other) => Buffer.concat([bytes.subarray(0, Math.min(at, other)), bytes.subarray(Math.max(at, other))]),
};

describe("any entries", { timeout: 60_000 }, () => {
  it("verify as they were written", async () => {
    await fc.assert(
      fc.asyncProperty(someEntries, async (some) => {
        const path = fileWith({ text: "", head: undefined });
        for (const one of some) await fileJournal(path).append(one);
        expect(await fileJournal(path).verify()).toMatchObject({ status: "intact", entries: some.length });
        expect(readFileSync(path, "utf8")).toBe(filesOf(chained(some)).text);
      }),
      { numRuns: 20 },
    );
  });

  it.each(Object.entries(edits))("do not verify with a byte %s", async (_, edit) => {
    const path = join(folder, "edited.jsonl");
    await fc.assert(
      fc.asyncProperty(someEntries, fc.nat(), fc.nat(), fc.nat(255), async (some, at, other, byte) => {
        const { text, head = "" } = filesOf(chained(some));
        const bytes = Buffer.from(text);
        const changed = edit(bytes, at % bytes.length, other % bytes.length, byte);
        fc.pre(!changed.equals(bytes));
        writeFileSync(path, changed);
        writeFileSync(path.replace(/jsonl$/, "head"), head);
        expect((await fileJournal(path).verify()).status).not.toBe("intact");
      }),
      { numRuns: 150 },
    );
    rmSync(path);
  });
});
