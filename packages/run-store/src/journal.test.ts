import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it, vi } from "vitest";
import { change, entry, place } from "./example.fixture.ts";
import { changeIds, latestOf, openJournal, readJournal } from "./journal.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "journal-"));
const line = (of: JournalEntry) => `${JSON.stringify(of)}\n`;
const [writing, verified, undone] = [entry("apply", "writing"), entry("apply", "verified"), entry("undo", "undone")];

describe("the journal", () => {
  it("has no entries while it is not there", async () => {
    expect(await readJournal(join(newFolder(), "none", "journal.jsonl"))).toEqual([]);
  });

  it("is made with its folder, for its owner alone, and has each entry when append resolves", async () => {
    const path = join(newFolder(), "a", "b", "journal.jsonl");
    const journal = openJournal(path);
    await journal.append(writing);
    expect(readFileSync(path, "utf8")).toBe(line(writing));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await journal.append(verified);
    expect(readFileSync(path, "utf8")).toBe(line(writing) + line(verified));
    expect(await readJournal(path)).toEqual([writing, verified]);
  });

  it("has each entry on the disk when append resolves", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const handle = await open(path, "a+");
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "sync");
    await handle.close();
    const journal = openJournal(path);
    for (const count of [1, 2]) {
      await journal.append(writing);
      expect(sync).toHaveBeenCalledTimes(count);
    }
    sync.mockRestore();
  });

  it("is only ever added to, by whoever has it open", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const [one, other] = [openJournal(path), openJournal(path)];
    await one.append(writing);
    await other.append(verified);
    await one.append(undone);
    expect(await readJournal(path)).toEqual([writing, verified, undone]);
  });

  const torn: Record<string, { text: string; before: JournalEntry[] }> = {
    "a torn entry goes": { text: line(writing) + line(verified).slice(0, 40), before: [writing] },
    "a torn first entry goes": { text: line(writing).slice(0, 10), before: [] },
    "an entry torn within a sign goes": {
      text: line(writing) + Buffer.from('{"at":"é').subarray(0, -1).toString("latin1"),
      before: [writing],
    },
    "an entry that only lacks its line feed stays": { text: line(writing) + line(verified).trimEnd(), before: [writing, verified] },
    "whole entries stay": { text: line(writing), before: [writing] },
  };
  it.each(Object.entries(torn))("after a crash: %s, and the next one is kept", async (_, { text, before }) => {
    const path = join(newFolder(), "journal.jsonl");
    writeFileSync(path, text);
    expect(await readJournal(path)).toEqual(before);
    await openJournal(path).append(undone);
    await openJournal(path).append(verified);
    expect(await readJournal(path)).toEqual([...before, undone, verified]);
  });

  it("that is damaged is told with the number of the line", async () => {
    const path = join(newFolder(), "journal.jsonl");
    writeFileSync(path, `${line(writing)}{}\n${line(verified)}`);
    await expect(readJournal(path)).rejects.toMatchObject({
      code: "broken",
      message: expect.stringMatching(/journal\.jsonl line 2 can't be read: /),
    });
  });

  const unwritable: Record<string, (folder: string) => string> = {
    "a folder that is a file": (folder) => {
      writeFileSync(join(folder, "file"), "");
      return join(folder, "file", "journal.jsonl");
    },
    "a journal that is a folder": (folder) => {
      mkdirSync(join(folder, "journal.jsonl"));
      return join(folder, "journal.jsonl");
    },
    "a place where nothing can be made": () => "/proc/plumbline/journal.jsonl",
    "a disk that is full": () => "/dev/full",
  };
  it.each(Object.entries(unwritable))("refuses %s", async (_, pathIn) => {
    const path = pathIn(newFolder());
    await expect(openJournal(path).append(writing)).rejects.toMatchObject({
      ...{ name: "StoreError", code: "unwritable", path },
      hint: "nothing is changed without a journal; make the file writable",
    });
  });

  it("takes nothing that is no entry", async () => {
    const path = join(newFolder(), "journal.jsonl");
    await expect(openJournal(path).append({ ...writing, who: undefined } as unknown as JournalEntry)).rejects.toThrow("who");
    expect(existsSync(path)).toBe(false);
  });

  it("keeps what AWS says as it is", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const odd = { ...verified, reason: 'a\u2028b\r\n"c"', change: change("c1", { before: { Sid: "\u0000é\u{1f600}" } }) };
    await openJournal(path).append(odd);
    appendFileSync(path, line(undone));
    expect(await readJournal(path)).toEqual([odd, undone]);
  });
});

const other = change("c2", { change: "sqs/tags" });
const elsewhere = change("c1", { resource: { ...place, id: "other" } });
const idRows: Record<string, { entries: JournalEntry[]; id: string | undefined }> = {
  "nothing was done": { entries: [], id: undefined },
  "applied and verified": { entries: [writing, verified], id: "c1" },
  "applied, and AWS is still on its way": { entries: [writing, entry("apply", "in-progress")], id: "c1" },
  "begun and never ended": { entries: [writing], id: undefined },
  failed: { entries: [writing, entry("apply", "failed")], id: undefined },
  refused: { entries: [entry("apply", "refused")], id: undefined },
  undone: { entries: [verified, undone], id: undefined },
  "an undo that failed": { entries: [verified, entry("undo", "writing"), entry("undo", "failed")], id: "c1" },
  "undone and applied again": { entries: [verified, undone, entry("apply", "verified", change("c9"))], id: "c9" },
  "another change of the same resource": { entries: [entry("apply", "verified", other)], id: undefined },
  "another resource": { entries: [entry("apply", "verified", elsewhere)], id: undefined },
};
describe("changeIds", () => {
  it.each(Object.entries(idRows))("%s", (_, { entries, id }) => {
    expect(changeIds(entries)(verified.change.resource, "sqs/policy")).toBe(id);
  });
});

const latestRows: Record<string, { entries: JournalEntry[]; statuses: string[] }> = {
  nothing: { entries: [], statuses: [] },
  "begun and never ended": { entries: [writing], statuses: ["c1 writing"] },
  ended: { entries: [writing, verified], statuses: ["c1 verified"] },
  undone: { entries: [writing, verified, entry("undo", "writing"), undone], statuses: ["c1 undone"] },
  "two changes of one resource": {
    entries: [writing, entry("apply", "verified", other), verified],
    statuses: ["c1 verified", "c2 verified"],
  },
  "two resources": { entries: [writing, entry("apply", "failed", elsewhere)], statuses: ["c1 writing", "c1 failed"] },
};
describe("latestOf", () => {
  it.each(Object.entries(latestRows))("%s", (_, { entries, statuses }) => {
    expect([...latestOf(entries).values()].map(({ change, status }) => `${change.id} ${status}`)).toEqual(statuses);
  });
});
