import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@plumbline/finding-model/finding";
import { describe, expect, it } from "vitest";
import { cell, finding, header, place } from "./example.fixture.ts";
import { readRun, readUnfinished } from "./read-run.ts";
import { beginRun, type RunWriter, resumeRun } from "./write-run.ts";

const newFolder = () => join(mkdtempSync(join(tmpdir(), "run-")), "r");
const ended = { finishedAt: "2026-03-01T12:01:00.000Z", calls: {} };
const places = ["eu-west-1", "us-east-1", "us-west-2"].map((region) => ({ ...place, region }));
const [first, second, third] = places as [typeof place, typeof place, typeof place];
const idsOf = (findings: Finding[]) => findings.map(({ resource }) => `${resource.region} ${resource.id}`);

/** Looks at what is not done yet, as a scan does. */
async function survey(run: RunWriter, keys = places) {
  for (const key of keys) {
    if (run.isDone(key)) continue;
    for (const id of ["b", "a"]) await run.add(key, [finding(id, {}, key)]);
    await run.endSurvey(key, [cell(key)]);
  }
}
const whole = async () => {
  const folder = newFolder();
  const run = await beginRun(folder, header);
  await survey(run);
  await run.finish(ended);
  return folder;
};
const bytes = (folder: string) => ["findings.jsonl", "summary.json", "run.json"].map((name) => readFileSync(join(folder, name), "utf8"));

interface Break {
  readonly breaks: (run: RunWriter, folder: string) => Promise<void> | void;
  readonly done: readonly string[];
}
const breaks: Record<string, Break> = {
  "before the first survey": { breaks: () => undefined, done: [] },
  "in the middle of the first": { breaks: (run) => run.add(first, [finding("a", {}, first)]), done: [] },
  "after the first": { breaks: (run) => survey(run, [first]), done: [first.region] },
  "in the middle of the second": {
    breaks: async (run) => {
      await survey(run, [first]);
      for (let i = 0; i < 2500; i++) await run.add(second, [finding(String(i), {}, second)]);
    },
    done: [first.region],
  },
  "while the second is noted down": {
    breaks: async (run, folder) => {
      await survey(run, [first, second]);
      const path = join(folder, "surveys.jsonl");
      truncateSync(path, readFileSync(path).length - 20);
    },
    done: [first.region],
  },
  "and the disk lost a part": {
    breaks: async (run, folder) => {
      await survey(run, [first, second]);
      rmSync(join(folder, "parts", "1.jsonl"));
    },
    done: [second.region],
  },
  "and the disk lost the end of a part": {
    breaks: async (run, folder) => {
      await survey(run, [first, second]);
      const path = join(folder, "parts", "2.jsonl");
      const [line = ""] = readFileSync(path, "utf8").split("\n");
      writeFileSync(path, `${line}\n`);
    },
    done: [first.region],
  },
  "a survey ended with a gap": {
    breaks: async (run) => {
      await survey(run, [first]);
      await run.endSurvey(second, [cell({ ...second, outcome: "denied", failures: { denied: 1 } })]);
    },
    done: [first.region],
  },
  "a region that nobody named was off": {
    breaks: (run) => run.endSurvey(third, [cell({ ...third, outcome: "region-disabled", required: false })]),
    done: [third.region],
  },
};

describe("a run that breaks off", () => {
  it.each(Object.entries(breaks))("%s: no summary is left, and the resumed run does what is missing", async (_, { breaks, done }) => {
    const folder = newFolder();
    await breaks(await beginRun(folder, header), folder);
    expect(existsSync(join(folder, "summary.json"))).toBe(false);
    await expect(readRun(folder)).rejects.toMatchObject({
      code: "missing",
      hint: `the run did not finish; plumbline scan --resume ${header.id} goes on with it`,
    });
    const run = await resumeRun(folder, await readUnfinished(folder));
    expect(places.filter(run.isDone).map(({ region }) => region)).toEqual(done);
    await survey(run);
    const { coverage } = await run.finish(ended);
    expect(coverage.map(({ region }) => region)).toEqual(places.map(({ region }) => region));
    if (!done.includes(third.region)) expect(bytes(folder)).toEqual(bytes(await whole()));
  });

  it("can break off again and again", async () => {
    const folder = newFolder();
    await survey(await beginRun(folder, header), [first]);
    await survey(await resumeRun(folder, header), [second]);
    appendFileSync(join(folder, "surveys.jsonl"), '{"key":');
    const run = await resumeRun(folder, header);
    await survey(run);
    await run.finish(ended);
    expect(bytes(folder)).toEqual(bytes(await whole()));
  });

  it("is told when a line in the middle of its surveys is damaged", async () => {
    const folder = newFolder();
    await survey(await beginRun(folder, header));
    const path = join(folder, "surveys.jsonl");
    const [a, , c] = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, `${a}\n{"key"}\n${c}\n`);
    await expect(resumeRun(folder, header)).rejects.toMatchObject({
      code: "broken",
      message: expect.stringContaining("surveys.jsonl line 2 can't be read"),
    });
  });
});

describe("a run that is finished", () => {
  it("without a gap is not resumed", async () => {
    await expect(readUnfinished(await whole())).rejects.toMatchObject({ code: "finished", hint: "start a new run" });
  });

  it("with a gap can be resumed, and is unfinished until it ends", async () => {
    const folder = newFolder();
    const run = await beginRun(folder, header);
    await survey(run, [first, second]);
    await run.endSurvey(third, [cell({ ...third, outcome: "denied", failures: { denied: 1 } })]);
    await run.finish(ended);
    expect((await readRun(folder)).summary.coverage.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "denied"]);
    const again = await resumeRun(folder, await readUnfinished(folder));
    await expect(readRun(folder)).rejects.toMatchObject({ code: "missing" });
    expect(places.map(again.isDone)).toEqual([true, true, false]);
    await survey(again);
    await again.finish(ended);
    expect(bytes(folder)).toEqual(bytes(await whole()));
    expect(readdirSync(folder).sort()).toEqual(["findings.jsonl", "run.json", "summary.json"]);
  });

  it("has the regions that a resumed run could ask for", async () => {
    const folder = newFolder();
    await beginRun(folder, { ...header, accounts: [{ id: "111111111111", regions: [] }] });
    const run = await resumeRun(folder, header);
    await survey(run);
    await run.finish(ended);
    expect((await readRun(folder)).header.accounts).toEqual(header.accounts);
  });

  it("keeps parts whose findings did not get into the order, when it breaks off while these are written", async () => {
    const folder = newFolder();
    const run = await beginRun(folder, header);
    await survey(run);
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, ".findings.jsonl.1-0.tmp"), "half");
    const again = await resumeRun(copy, await readUnfinished(copy));
    expect(places.every(again.isDone)).toBe(true);
    await again.finish(ended);
    expect(idsOf(await Array.fromAsync((await readRun(copy)).findings()))).toEqual(
      places.flatMap(({ region }) => [`${region} a`, `${region} b`]),
    );
  });
});
