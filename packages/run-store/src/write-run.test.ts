import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@plumbline/finding-model/finding";
import { compareFindings } from "@plumbline/finding-model/order";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cell, finding, header, place } from "./example.fixture.ts";
import type { Group } from "./order.ts";
import { readRun } from "./read-run.ts";
import { beginRun } from "./write-run.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "run-"));
const ended = { finishedAt: "2026-03-01T12:01:00.000Z", calls: { sqs: { ListQueues: 1 } } };
const written = (folder: string) => ["findings.jsonl", "summary.json"].map((name) => readFileSync(join(folder, name), "utf8"));

interface Survey {
  readonly key: Group;
  readonly findings: readonly Finding[];
}
/** Writes surveys side by side; `turns` says whose next finding comes, and a survey ends with its last one. */
async function write(surveys: readonly Survey[], turns: readonly number[]): Promise<string> {
  const folder = newFolder();
  const run = await beginRun(folder, header);
  const left = surveys.map(({ key, findings }) => ({ key, findings: [...findings] }));
  for (let i = 0; left.length > 0; i++) {
    const at = (turns[i] ?? 0) % left.length;
    const next = left[at]?.findings.shift();
    if (next) await run.add(left[at]!.key, [next]);
    else {
      const [done] = left.splice(at, 1);
      await run.endSurvey(done!.key, [cell({ ...done!.key })]);
    }
  }
  await run.finish(ended);
  return folder;
}

const accounts = fc.constantFrom("111111111111", "222222222222");
const name = fc.string({ unit: "binary", minLength: 1, maxLength: 4 });
const key = fc.record({ account: accounts, region: fc.oneof(fc.constantFrom("eu-west-1", "us-east-1"), name), type: name });
// A global type's findings may be of another region than its survey, as buckets are.
const survey = fc
  .record({
    key,
    parts: fc.uniqueArray(fc.record({ id: name, subKey: fc.option(name, { nil: undefined }), region: name }), {
      maxLength: 8,
      selector: (one) => JSON.stringify(one),
    }),
  })
  .map(
    ({ key, parts }): Survey => ({
      key,
      findings: parts.map(({ id, subKey, region }) => finding(id, subKey === undefined ? {} : { subKey }, { ...key, region })),
    }),
  );
const surveys = fc.uniqueArray(survey, { maxLength: 4, selector: ({ key }) => `${key.account} ${key.type}` });

describe("a run", () => {
  it("has the same bytes, in order, however surveys and findings come", async () => {
    await fc.assert(
      fc.asyncProperty(surveys, fc.infiniteStream(fc.nat(7)), fc.infiniteStream(fc.nat(7)), async (all, one, other) => {
        const [a, b] = await Promise.all([write(all, [...one.take(60)]), write(all.toReversed(), [...other.take(60)])]);
        expect(written(a)).toEqual(written(b));
        const { findings } = await readRun(a);
        const read = await Array.fromAsync(findings());
        expect(read).toEqual(all.flatMap((survey) => survey.findings).sort(compareFindings));
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it("merges the parts of many thousand findings, and leaves no file of its making", async () => {
    const folder = newFolder();
    const run = await beginRun(folder, header);
    const other = { ...place, region: "us-east-1" };
    const ids = Array.from({ length: 4501 }, (_, i) => String((i * 7919) % 4501).padStart(5, "0"));
    let most = 0;
    for (const id of ids) {
      await run.add(place, [finding(id), finding(id, { check: "sqs/other" })]);
      if (Number(id) % 3 === 0) await run.add(other, [finding(id, {}, other)]);
      most = Math.max(most, readdirSync(join(folder, "parts")).length);
    }
    expect(most).toBe(4);
    await run.endSurvey(other, [cell(other)]);
    await run.endSurvey(place, [cell()]);
    const { counts } = await run.finish(ended);
    expect(counts.pass).toBe(4501 * 2 + 1501);
    const read = await Array.fromAsync(
      (await readRun(folder)).findings(),
      ({ resource, check }) => `${resource.region} ${resource.id} ${check}`,
    );
    expect(read).toEqual([...read].sort());
    expect(read).toHaveLength(4501 * 2 + 1501);
    expect(readdirSync(folder).sort()).toEqual(["findings.jsonl", "run.json", "summary.json"]);
  }, 30_000);

  it("holds no more than 2,000 findings of a survey in memory", async () => {
    const folder = newFolder();
    const run = await beginRun(folder, header);
    const onDisk = () =>
      readdirSync(join(folder, "parts")).reduce(
        (sum, file) => sum + readFileSync(join(folder, "parts", file), "utf8").split("\n").length - 1,
        0,
      );
    for (let added = 1; added <= 6500; added++) {
      await run.add(place, [finding(String(added))]);
      if (added % 250 === 0 || added % 2000 === 1999) expect(added - onDisk()).toBeLessThan(2000);
    }
  });

  it("loses nothing that is added while a part is written", async () => {
    const folder = newFolder();
    const run = await beginRun(folder, header);
    await Promise.all(Array.from({ length: 5000 }, (_, i) => run.add(place, [finding(String(i))])));
    await run.endSurvey(place, [cell()]);
    expect((await run.finish(ended)).counts.pass).toBe(5000);
  });

  const contained = { change: "c1" };
  const exception = { id: "e1", reason: "planned", owner: "anna", expires: "2026-12-31" };
  const countRows: Record<string, { findings: Finding[]; counts: object; failBySeverity: object }> = {
    nothing: { findings: [], counts: {}, failBySeverity: {} },
    "each status": {
      findings: [
        finding("a"),
        finding("b", { status: "fail" }),
        finding("c", { status: "not-applicable" }),
        finding("d", { status: "unknown" }),
      ],
      counts: { pass: 1, fail: 1, "not-applicable": 1, unknown: 1 },
      failBySeverity: { high: 1 },
    },
    "a contained one still fails": {
      findings: [finding("a", { status: "fail", contained })],
      counts: { fail: 1, contained: 1 },
      failBySeverity: { high: 1 },
    },
    "an excepted one fails without weight": {
      findings: [finding("a", { status: "fail", exception })],
      counts: { fail: 1, excepted: 1 },
      failBySeverity: {},
    },
    severities: {
      findings: (["low", "medium", "critical", "critical"] as const).map((severity, i) => finding(String(i), { status: "fail", severity })),
      counts: { fail: 4 },
      failBySeverity: { low: 1, medium: 1, critical: 2 },
    },
  };
  it.each(Object.entries(countRows))("counts: %s", async (_, { findings, counts, failBySeverity }) => {
    const run = await beginRun(newFolder(), header);
    await run.add(place, findings);
    await run.endSurvey(place, [cell()]);
    const summary = await run.finish(ended);
    expect(summary.counts).toEqual({ pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0, ...counts });
    expect(summary.failBySeverity).toEqual({ low: 0, medium: 0, high: 0, critical: 0, ...failBySeverity });
  });

  it("has its calls in order, whichever came first", async () => {
    const run = await beginRun(newFolder(), header);
    const { calls } = await run.finish({ ...ended, calls: { sts: { B: 1, A: 2 }, ec2: { C: 3 } } });
    expect(JSON.stringify(calls)).toBe('{"ec2":{"C":3},"sts":{"A":2,"B":1}}');
  });

  it("has its cells in order, whatever the order of the surveys", async () => {
    const run = await beginRun(newFolder(), header);
    await run.endSurvey({ ...place, type: "sqs" }, [cell({ aspect: "tags" }), cell({ aspect: "list" })]);
    await run.endSurvey({ ...place, type: "ec2" }, [cell({ type: "ec2" })]);
    const { coverage } = await run.finish(ended);
    expect(coverage.map(({ type, aspect }) => `${type} ${aspect}`)).toEqual(["ec2 list", "sqs list", "sqs tags"]);
  });

  it("is refused where a folder can't be made", async () => {
    const file = join(newFolder(), "file");
    writeFileSync(file, "");
    await expect(beginRun(join(file, "run"), header)).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
  });
});
