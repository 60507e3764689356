import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it, vi } from "vitest";
import { canonicalJson } from "./digest.ts";
import { change, entry } from "./example.fixture.ts";
import { fileJournal } from "./file-journal.ts";
import { readJournal } from "./journal.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "journal-"));
const line = (of: JournalEntry) => `${JSON.stringify(of)}\n`;
const [writing, verified, undone] = [entry("apply", "writing"), entry("apply", "verified"), entry("undo", "undone")];

describe("a journal in a file", () => {
  it("has no entries while it is not there", async () => {
    expect(await readJournal(join(newFolder(), "none", "journal.jsonl"))).toEqual([]);
  });

  it("is made with its folder, for its owner alone, and has each entry when append resolves", async () => {
    const path = join(newFolder(), "a", "b", "journal.jsonl");
    const journal = fileJournal(path);
    const first = await journal.append(writing);
    expect(readFileSync(path, "utf8")).toBe(`${canonicalJson(first)}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = await journal.append(verified);
    expect(readFileSync(path, "utf8")).toBe(`${canonicalJson(first)}\n${canonicalJson(second)}\n`);
    expect([first.seq, second.seq, second.previous]).toEqual([1, 2, first.hash]);
    expect(await readJournal(path)).toEqual([writing, verified]);
  });

  it("has each entry on the disk when append resolves", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const handle = await open(path, "a+");
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "sync");
    await handle.close();
    const journal = fileJournal(path);
    for (const count of [1, 2]) {
      await journal.append(writing);
      expect(sync).toHaveBeenCalledTimes(2 * count); // the line, then the head
    }
    sync.mockRestore();
  });

  it("is only ever added to, by whoever has it open", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const [one, other] = [fileJournal(path), fileJournal(path)];
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
    await fileJournal(path).append(undone);
    await fileJournal(path).append(verified);
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
    await expect(fileJournal(path).append(writing)).rejects.toMatchObject({
      ...{ name: "StoreError", code: "unwritable", path },
      hint: "nothing is changed without a journal; make the file writable",
    });
  });

  it("takes nothing that is no entry", async () => {
    const path = join(newFolder(), "journal.jsonl");
    await expect(fileJournal(path).append({ ...writing, who: undefined } as unknown as JournalEntry)).rejects.toThrow("who");
    expect(existsSync(path)).toBe(false);
  });

  it("keeps what AWS says as it is", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const odd = { ...verified, reason: 'a\u2028b\r\n"c"', change: change("c1", { before: { Sid: "\u0000é\u{1f600}" } }) };
    await fileJournal(path).append(odd);
    await fileJournal(path).append(undone);
    expect(await readJournal(path)).toEqual([odd, undone]);
  });
});

const script = join(import.meta.dirname, "appender.fixture.ts");
const words = (path: string, run: string, count: string) => ["--conditions=@plumbline/source", script, path, run, count];

describe("several processes that append at once", { timeout: 60_000 }, () => {
  it("make one chain without a gap, in which each keeps its order", async () => {
    const path = join(newFolder(), "journal.jsonl");
    const runs = ["a", "b", "c"];
    await Promise.all(runs.map((run) => promisify(execFile)(process.execPath, words(path, run, "20"), { env: {} })));
    expect(await fileJournal(path).verify()).toMatchObject({ status: "intact", entries: 60, head: { seq: 60 } });
    const ids = (await readJournal(path)).map(({ change: { id } }) => id);
    for (const run of runs)
      expect(ids.filter((id) => id.startsWith(run))).toEqual(Array.from({ length: 20 }, (_, index) => `${run} ${index}`));
    expect(readdirSync(join(path, "..")).toSorted()).toEqual(["journal.head", "journal.jsonl"]);
  });

  it("may be killed at any moment: what they have kept stays, and the next one goes on", async () => {
    const path = join(newFolder(), "journal.jsonl");
    for (let round = 1; round <= 4; round++) {
      const killed = spawn(process.execPath, words(path, `r${round}`, "endless"), { env: {}, stdio: "ignore" });
      const before = existsSync(path) ? statSync(path).size : 0;
      while (!existsSync(path) || statSync(path).size < before + 4000 * round) await new Promise((resolve) => setImmediate(resolve));
      killed.kill("SIGKILL");
      await once(killed, "exit");
      expect((await fileJournal(path).verify()).status).toMatch(/^(intact|torn)$/);
      await fileJournal(path).append(undone);
      expect((await fileJournal(path).verify()).status).toBe("intact");
    }
  });
});
