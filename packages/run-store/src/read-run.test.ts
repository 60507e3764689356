import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { cell, finding, header, place } from "./example.fixture.ts";
import { findRun, readHeader, readRun } from "./read-run.ts";
import { beginRun } from "./write-run.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runs-"));
});
async function make(name: string, finishes = true): Promise<string> {
  const run = await beginRun(join(root, name), { ...header, id: name });
  await run.add(place, [finding("a", { status: "fail" }), finding("b"), finding("c")]);
  await run.endSurvey(place, [cell()]);
  if (finishes) await run.finish({ finishedAt: "2026-03-01T12:01:00.000Z", calls: {} });
  return run.folder;
}
const edit = (path: string, change: (text: string) => string) => writeFileSync(path, change(readFileSync(path, "utf8")));

describe("findRun", () => {
  const rows: Record<string, { runs: string[]; named?: string; found: string | undefined }> = {
    "the newest": { runs: ["20260301T120000000Z-a", "20260302T120000000Z-a", "20260301T130000000Z-z"], found: "20260302T120000000Z-a" },
    "the newest, by the word latest": {
      runs: ["20260301T120000000Z-a", "20260302T120000000Z-a"],
      named: "latest",
      found: "20260302T120000000Z-a",
    },
    "the newest also when it did not finish": {
      runs: ["20260301T120000000Z-a", "20260302T120000000Z-unfinished"],
      found: "20260302T120000000Z-unfinished",
    },
    none: { runs: [], found: undefined },
    "by its id": { runs: ["a", "b"], named: "a", found: "a" },
    "by an id that is not there": { runs: ["a"], named: "b", found: undefined },
    "files and folders that are no run are left out": { runs: ["20260301T120000000Z-a"], named: "journal.jsonl", found: undefined },
  };
  it.each(Object.entries(rows))("%s", async (_, { runs, named, found }) => {
    for (const name of runs) await make(name, !name.endsWith("unfinished"));
    mkdirSync(join(root, "zzz"));
    writeFileSync(join(root, "journal.jsonl"), "");
    writeFileSync(join(root, "zz.json"), "");
    const asked = findRun(root, named);
    if (found !== undefined) expect(await asked).toBe(join(root, found));
    else
      await expect(asked).rejects.toMatchObject({
        code: "missing",
        path: root,
        message: `there is no run ${named === undefined ? "" : `${named} `}in ${root}`,
      });
  });

  it("takes a path too", async () => {
    expect(await findRun(join(root, "elsewhere"), await make("a"))).toBe(join(root, "a"));
  });

  it("finds none below a folder that is not there, and does not call a file an empty folder", async () => {
    await expect(findRun(join(root, "none"), undefined)).rejects.toMatchObject({
      code: "missing",
      hint: expect.stringContaining("plumbline scan"),
    });
    writeFileSync(join(root, "file"), "");
    await expect(findRun(join(root, "file"), undefined)).rejects.toMatchObject({
      code: "broken",
      message: expect.stringContaining("ENOTDIR"),
    });
  });
});

const damages: Record<string, { damage: (folder: string) => void; code: string; says: RegExp }> = {
  "no header": { damage: (folder) => rmSync(join(folder, "run.json")), code: "missing", says: /can't read .*run\.json/ },
  "an empty header": {
    damage: (folder) => writeFileSync(join(folder, "run.json"), ""),
    code: "broken",
    says: /run\.json can't be read: Unexpected end/,
  },
  "a header of another version": {
    damage: (folder) => edit(join(folder, "run.json"), (text) => text.replace('"version": 1', '"version": 2')),
    code: "broken",
    says: /run\.json can't be read: .*version/s,
  },
  "no summary": { damage: (folder) => rmSync(join(folder, "summary.json")), code: "missing", says: /can't read .*summary\.json/ },
  "a cut summary": {
    damage: (folder) => edit(join(folder, "summary.json"), (text) => text.slice(0, 50)),
    code: "broken",
    says: /summary\.json can't be read/,
  },
  "no findings": {
    damage: (folder) => renameSync(join(folder, "findings.jsonl"), join(folder, "other")),
    code: "broken",
    says: /findings\.jsonl is missing/,
  },
  "a cut finding": {
    damage: (folder) => edit(join(folder, "findings.jsonl"), (text) => text.slice(0, -20)),
    code: "broken",
    says: /findings\.jsonl line 3 can't be read/,
  },
  "a finding less": {
    damage: (folder) => edit(join(folder, "findings.jsonl"), (text) => text.slice(text.indexOf("\n") + 1)),
    code: "broken",
    says: /has 2 findings, and the summary counts 3/,
  },
  "a finding more": {
    damage: (folder) => edit(join(folder, "findings.jsonl"), (text) => text + text.slice(0, text.indexOf("\n") + 1)),
    code: "broken",
    says: /has 4 findings, and the summary counts 3/,
  },
};
describe("readRun", () => {
  it("gives header, summary and findings, as often as asked", async () => {
    const { header: read, summary, findings } = await readRun(await make("a"));
    expect(read).toEqual({ ...header, id: "a" });
    expect(summary.counts).toMatchObject({ pass: 2, fail: 1 });
    for (let i = 0; i < 2; i++) expect((await Array.fromAsync(findings())).map(({ resource }) => resource.id)).toEqual(["a", "b", "c"]);
  });

  it.each(Object.entries(damages))("refuses a run with %s", async (_, { damage, code, says }) => {
    const folder = await make("a");
    damage(folder);
    const reading = readRun(folder).then(({ findings }) => Array.fromAsync(findings()));
    await expect(reading).rejects.toMatchObject({ name: "StoreError", code, message: expect.stringMatching(says) });
  });

  it("tells how to go on with an unfinished one", async () => {
    await expect(readRun(await make("a", false))).rejects.toMatchObject({
      hint: "the run did not finish; plumbline scan --resume a goes on with it",
    });
    expect((await readHeader(join(root, "a"))).id).toBe("a");
  });
});
