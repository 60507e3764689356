import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Control } from "@plumbline/finding-model/benchmark";
import type { Finding } from "@plumbline/finding-model/finding";
import { Lifecycle } from "@plumbline/finding-model/lifecycle";
import { compareFindings } from "@plumbline/finding-model/order";
import { cell, finding, header, place } from "@plumbline/run-store/example.fixture";
import { beginRun } from "@plumbline/run-store/write-run";
import { beforeEach, describe, expect, it } from "vitest";
import { newFolder, plumbline } from "../harness.fixture.ts";

let folder = "";
beforeEach(() => {
  folder = newFolder();
});
const print = (one: Finding): Finding => {
  const name = JSON.stringify([one.check, one.resource, one.subKey]);
  return { ...one, fingerprint: createHash("sha256").update(name).digest("hex").slice(0, 32) };
};
interface Kept {
  readonly day: number;
  /** Queues that fail and that pass. */
  readonly fail?: readonly string[];
  readonly pass?: readonly string[];
  readonly extra?: readonly Finding[];
  readonly outcome?: "ok" | "denied";
  readonly header?: Partial<typeof header>;
  readonly finishes?: boolean;
}
const idOf = (day: number) => `2026030${day}T120000000Z-000001`;
async function keep({ day, fail = [], pass = [], extra = [], outcome = "ok", header: changes = {}, finishes = true }: Kept) {
  const at = `2026-03-0${day}T12:00:00.000Z`;
  const run = await beginRun(join(folder, "plumbline-output", idOf(day)), {
    ...header,
    id: idOf(day),
    startedAt: at,
    evaluatedAt: at,
    ...changes,
  });
  const findings = [...fail.map((id) => finding(id, { status: "fail" })), ...pass.map((id) => finding(id)), ...extra].map(print);
  await run.add(place, findings.sort(compareFindings));
  await run.endSurvey(place, [cell({ outcome })]);
  if (finishes) await run.finish({ finishedAt: at, calls: {} });
}
const diff = (...words: string[]) => plumbline(["diff", ...words], { folder });
const states = async (...words: string[]) => {
  const { code, stdout, stderr } = await diff(...words, "--format", "json");
  const told = JSON.parse(stdout);
  const findings = Lifecycle.array().parse(told.findings);
  return { code, stderr, told, found: findings.map(({ state, finding }) => `${state} ${finding.resource.id}`) };
};
const exception = { id: "e", reason: "planned", owner: "anna" };

const codes: Record<string, [runs: Kept[], code: number, found: string[]]> = {
  "nothing changed": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, fail: ["a"] },
    ],
    0,
    ["open a"],
  ],
  "one is put right, one is gone": [
    [
      { day: 1, fail: ["a", "b"] },
      { day: 2, pass: ["a"] },
    ],
    0,
    ["resolved a", "resource-gone b"],
  ],
  "one is new": [
    [
      { day: 1, pass: ["a"] },
      { day: 2, fail: ["a"] },
    ],
    1,
    ["new a"],
  ],
  "one is new and excepted": [[{ day: 1 }, { day: 2, extra: [finding("a", { status: "fail", exception })] }], 0, ["new a"]],
  "one is reopened": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, pass: ["a"] },
      { day: 3, fail: ["a"] },
    ],
    1,
    ["reopened a"],
  ],
  "the later run could not list": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, outcome: "denied" },
    ],
    3,
    ["not-looked a"],
  ],
  "the later run could not list all, and one is new": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, fail: ["b"], outcome: "denied" },
    ],
    3,
    ["not-looked a", "new b"],
  ],
  "the later run has an unknown finding": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, extra: [finding("a", { status: "unknown" })] },
    ],
    3,
    ["not-looked a"],
  ],
  "the earlier run could not list": [
    [
      { day: 1, outcome: "denied" },
      { day: 2, pass: ["a"] },
    ],
    0,
    [],
  ],
  "an unfinished run between them is left out": [
    [
      { day: 1, fail: ["a"] },
      { day: 2, finishes: false },
      { day: 3, fail: ["a"] },
    ],
    0,
    ["open a"],
  ],
};
describe("plumbline diff", () => {
  it.each(Object.entries(codes))("%s", async (_, [runs, code, found]) => {
    for (const run of runs) await keep(run);
    expect(await states()).toMatchObject({ code, stderr: "", found });
  });

  it("takes ids, folders and the words previous and latest", async () => {
    await keep({ day: 1, fail: ["a"] });
    await keep({ day: 2, fail: ["b"] });
    await keep({ day: 3, fail: ["c"] });
    expect((await states(idOf(1), idOf(2))).found).toEqual(["resource-gone a", "new b"]);
    expect((await states("previous", idOf(2))).found).toEqual(["resource-gone a", "new b"]);
    expect((await states(join(folder, "plumbline-output", idOf(1)), "latest")).found).toEqual(["resource-gone a", "new c"]);
    expect((await states(idOf(1))).told).toMatchObject({ earlier: { id: idOf(1) }, later: { id: idOf(3) }, older: 0, counts: { new: 1 } });
  });

  it("reads as many older runs as it is told", async () => {
    await keep({ day: 1, fail: ["a"] });
    await keep({ day: 2, pass: ["a"] });
    await keep({ day: 3, pass: ["a"] });
    await keep({ day: 4, fail: ["a"] });
    expect(await states("previous", "latest")).toMatchObject({ found: ["reopened a"], told: { older: 2 } });
    expect(await states("previous", "latest", "--history", "1")).toMatchObject({ found: ["new a"], told: { older: 1 } });
  });

  it("previous is a run of the same place that answers the same", async () => {
    const benchmark = { id: "cis", edition: "1.3.0", title: "CIS 1.3.0", controls: [], attestations: [] };
    await keep({ day: 1, fail: ["a"] });
    await keep({ day: 2, header: { benchmark } });
    await keep({ day: 3, header: { endpoint: "http://127.0.0.1:5000" } });
    await keep({ day: 4, fail: ["a"] });
    expect((await states()).told.earlier.id).toBe(idOf(1));
    expect(await diff("previous", idOf(2))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`no run before ${idOf(2)} that asked the same`),
    });
    expect(await diff(idOf(3), idOf(4))).toMatchObject({ code: 2, stderr: expect.stringContaining("aws at http://127.0.0.1:5000") });
  });

  const refused: Record<string, [words: string[], says: RegExp]> = {
    "no run": [[], /there is no run in/],
    "an unknown run": [["nope", "latest"], /there is no run/],
    "a history that is no number": [["--history", "many"], /--history: must be a number/],
    "a negative history": [["--history", "-1"], /--history/],
  };
  it.each(Object.entries(refused))("refuses %s", async (_, [words, says]) => {
    expect(await diff(...words)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(says) });
  });

  it("refuses a run against itself", async () => {
    await keep({ day: 1 });
    expect(await diff(idOf(1), idOf(1))).toMatchObject({ code: 2, stderr: expect.stringContaining("compared with itself") });
  });
});

const control = (changes: Partial<Control>): Control => ({
  ...{ id: "1.1", key: "queues", title: "Queues are closed", section: "iam", level: 1, isLevelUncertain: false, assessment: "automated" },
  ...{ questions: ["sqs/not-public"], oneIsEnough: [], rationale: "r", fix: "f" },
  ...changes,
});
const cis = (edition: string, changes: Partial<Control> = {}) => ({
  benchmark: { id: "cis", edition, title: `CIS ${edition}`, controls: [control(changes)], attestations: [] },
});

describe("what a person reads", () => {
  it("names the answers that changed, the findings by state, and what makes the runs not alike", async () => {
    await keep({ day: 1, pass: ["a", "p|pe"], fail: ["b"], header: cis("1.3.0") });
    const settings = { "sqs/not-public": { strict: true } };
    await keep({
      day: 2,
      fail: ["a", "p|pe"],
      pass: ["b"],
      header: { ...cis("1.4.0", { id: "2.1", questions: ["sqs/not-public"] }), settings },
    });
    const { code, stdout } = await diff();
    expect(code).toBe(1);
    expect(stdout).toBe(`\
Run ${idOf(2)} of 2026-03-02T12:00:00.000Z
against ${idOf(1)} of 2026-03-01T12:00:00.000Z
- the earlier run answers CIS 1.3.0 (1 control), the later one CIS 1.4.0 (1 control)
- the runs judge by other settings: sqs/not-public

New (2 high)
  high  111111111111  eu-west-1  sqs/not-public  a     its policy lets anyone in
  high  111111111111  eu-west-1  sqs/not-public  p|pe  its policy lets anyone in

Resolved (1 high)
  high  111111111111  eu-west-1  sqs/not-public  b

2 new, 0 reopened, 0 not-looked, 1 resolved, 0 resource-gone, 0 open
`);
    const markdown = await diff("--format", "markdown");
    expect(markdown.stdout).toContain(`# Run \`${idOf(2)}\` against \`${idOf(1)}\``);
    expect(markdown.stdout).toContain("| new | 2 | 2 high |");
    expect(markdown.stdout).toContain("| high | `sqs/not-public` | 111111111111 eu-west-1 | `p\\|pe` | its policy lets anyone in |");
  });

  it("tells an answer that changed with its number in either edition", async () => {
    await keep({ day: 1, pass: ["a"], header: cis("1.3.0") });
    await keep({ day: 2, fail: ["a"], header: cis("1.4.0", { id: "2.1" }) });
    expect((await diff()).stdout).toContain("  111111111111  2.1  pass (1.1) -> fail (2.1)  Queues are closed\n");
    expect((await states()).told.controls).toEqual([
      expect.objectContaining({
        key: "queues",
        before: expect.objectContaining({ outcome: "pass" }),
        now: expect.objectContaining({ outcome: "fail" }),
      }),
    ]);
  });

  it("a control that fails now without a new finding makes exit code 1", async () => {
    const some = { oneIsEnough: ["sqs/not-public"] };
    await keep({ day: 1, fail: ["a"], pass: ["b"], header: { ...cis("1.3.0", some), regionsAsked: ["all"] } });
    await keep({ day: 2, fail: ["a"], header: { ...cis("1.3.0", some), regionsAsked: ["all"] } });
    expect(await states()).toMatchObject({ code: 1, found: ["open a"] });
    expect((await diff()).stdout).toContain("pass -> fail  Queues are closed");
  });
});
