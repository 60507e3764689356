import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { StoreError } from "@plumbline/run-store/error";
import { memoryState } from "@plumbline/run-store/memory-state";
import { describe, expect, it } from "vitest";
import { fileSpool } from "./file-spool.ts";
import { lookedOf } from "./looked.ts";
import { changeOf, finding, own, pass, unknown } from "./notice.fixture.ts";
import { newFolder, now, recording, runs } from "./notifier.fixture.ts";

const fault = finding("orders");
const other = finding("invoices");

const cell = (marks: Partial<Cell> = {}): Cell => ({
  ...{ account: own, region: "eu-west-1", type: "sqs", aspect: "list", outcome: "ok" },
  ...{ asked: 0, ok: 0, fetches: 1, failures: {}, required: true },
  ...marks,
});
const looked = (coverage: Cell[], { tags, checks = ["sqs/not-public"] }: { tags?: Record<string, string>; checks?: string[] } = {}) =>
  lookedOf({
    header: {
      ...{ version: 1, id: "r", tool: "t", partition: "aws", regionsAsked: ["all"], settings: {}, knownAccounts: [] },
      ...{ startedAt: now().toISOString(), evaluatedAt: now().toISOString() },
      accounts: [{ id: own, regions: ["eu-west-1"] }],
      checks: checks.map((id) => ({ id, title: id, severity: "high" as const, source: "https://docs.aws.amazon.com/" })),
      ...(tags ? { tags } : {}),
    },
    summary: {
      finishedAt: now().toISOString(),
      counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 },
      failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 },
      coverage,
      calls: {},
    },
  });

describe("each piece of news is told once", () => {
  it("the same input twice gives one notice", async () => {
    const { tell, channel } = runs();
    const first = await tell({ findings: [fault, other] });
    const second = await tell({ findings: [fault, other] });
    expect([first.notices, second.notices, channel.told()]).toEqual([2, 0, ["orders new not tried", "invoices new not tried"]]);
  });

  it("two runs at once tell it once", async () => {
    const { tell, channel } = runs();
    await Promise.all([1, 2, 3, 4].map(() => tell({ findings: [fault] })));
    expect(channel.told()).toEqual(["orders new not tried"]);
  });

  it("a resolved one is forgotten, and new when it comes back", async () => {
    const { tell, channel } = runs();
    for (const one of [fault, { ...fault, verdict: pass }, { ...fault, verdict: pass }, fault]) await tell({ findings: [one] });
    expect(channel.told()).toEqual(["orders new not tried", "orders resolved resolved", "orders new not tried"]);
  });

  it("what became of a change of a finding that no run judged", async () => {
    const { tell, channel } = runs();
    const change = changeOf(fault);
    await tell({ outcomes: [{ change, status: "drifted", reason: "policy is not as it was planned" }] });
    await tell({ outcomes: [{ change, status: "verified" }] });
    await tell({ findings: [{ ...fault, verdict: pass }] });
    expect(channel.told()).toEqual(["orders new refused", "orders resolved verified: cured"]);
    expect(channel.got[0]?.[0]?.remediation).toEqual({
      state: "refused",
      change: "c-1",
      reason: "the resource has drifted: policy is not as it was planned",
    });
  });

  it("of several steps of one finding the gravest counts", async () => {
    const { tell, channel } = runs();
    const step = (id: string) => changeOf(fault, { id });
    await tell({
      outcomes: [
        { change: step("c-1"), status: "verified" },
        { change: step("c-2"), status: "failed", reason: "refused by AWS" },
      ],
    });
    expect(channel.got.flat().map(({ remediation }) => remediation)).toEqual([
      { state: "failed", change: "c-2", reason: "refused by AWS" },
    ]);
  });

  it("an announced change says from when it is made", async () => {
    const { tell, channel } = runs();
    await tell({ outcomes: [{ change: changeOf(fault), status: "planned", madeAfter: new Date("2026-03-08T12:00:00.000Z") }] });
    expect(channel.told()).toEqual(["orders new planned after 2026-03-08"]);
  });

  it("a channel is told of what it accepts; what no channel accepts is not kept as told", async () => {
    const grave = { ...recording("grave"), accepts: ({ severity }: Finding) => severity === "critical" };
    const { tell } = runs({ channels: [grave] });
    const all = recording("all");
    await tell({ findings: [fault] });
    await tell({ findings: [fault] }, [all]);
    expect([grave.told(), all.told()]).toEqual([[], ["orders new not tried"]]);
  });
});

describe("a told finding that is not there any more", () => {
  const sub = finding("anna", { subKey: "AKIAEXAMPLE" });
  const rows: Record<string, { looked: ReturnType<typeof looked>; findings?: Finding[]; is: string[] }> = {
    "is resolved when all was listed": { looked: looked([cell()]), is: ["orders resolved resolved", "anna resolved resolved"] },
    "is not, when the listing failed": { looked: looked([cell({ outcome: "denied" })]), is: [] },
    "is not, when nothing was listed": { looked: looked([]), is: [] },
    "is not, when its region was not listed": { looked: looked([cell({ outcome: "throttled" }), cell({ region: "us-east-1" })]), is: [] },
    "is, by the one listing of a global type": {
      looked: looked([cell({ region: "us-east-1" })]),
      is: ["orders resolved resolved", "anna resolved resolved"],
    },
    "is not, when only some tags were asked for": { looked: looked([cell()], { tags: { team: "a" } }), is: [] },
    "is not, when its check was not asked for": { looked: looked([cell()], { checks: ["sqs/other"] }), is: [] },
    "is not, when its resource could not be looked at": {
      looked: looked([cell()]),
      findings: [finding("anna", { verdict: unknown }), finding("orders", { verdict: pass })],
      is: ["orders resolved resolved"],
    },
    "is not, when it fails still": { looked: looked([cell()]), findings: [fault, sub], is: [] },
  };
  it.each(Object.entries(rows))("%s", async (_, { looked, findings = [], is }) => {
    const { tell, channel } = runs();
    await tell({ findings: [fault, sub] });
    await tell({ findings, looked });
    expect(channel.told().slice(2).sort()).toEqual([...is].sort());
  });

  it("says why", async () => {
    const { tell, channel } = runs();
    await tell({ findings: [fault] });
    await tell({ looked: looked([cell()]) });
    expect(channel.got[1]?.[0]?.finding.verdict).toEqual({
      status: "not-applicable",
      reason: "the resource is gone: it is not listed any more",
    });
  });
});

describe("a notice that could not be delivered", () => {
  it("is tried again with growing pauses, and then waits for the next run, which sends it first", async () => {
    const folder = join(newFolder(), "notices");
    let isDown = true;
    const ops = recording("ops", { fault: () => (isDown ? { isFinal: false } : undefined) });
    const { tell, slept } = runs({ channels: [ops], spool: fileSpool(folder) });
    const failed = await tell({ findings: [fault] });
    expect([failed.sent, failed.queued, slept, ops.attempts()]).toEqual([0, 1, [1000, 4000, 10_000], 4]);
    expect(failed.problems).toEqual(["channel ops: answered 500; 1 notice left to the next run, which sends them first"]);
    expect(readdirSync(folder)).toHaveLength(1);
    isDown = false;
    const next = await tell({ findings: [fault, other] });
    expect([next.sent, next.queued, next.problems, ops.told()]).toEqual([2, 0, [], ["orders new not tried", "invoices new not tried"]]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("waits at once when the channel is known to be down, and other channels get theirs", async () => {
    const down = recording("down", { fault: () => ({ isFinal: false }) });
    const up = recording("up");
    const { tell } = runs({ channels: [down, up] });
    const telling = await tell({ findings: [fault, other] });
    expect([down.attempts(), telling.queued, up.told()]).toEqual([4, 2, ["orders new not tried", "invoices new not tried"]]);
  });

  it("is not tried again when the other side refuses it, and the next letters go", async () => {
    const ops = recording("ops", { fault: (letter) => (letter === 1 ? { isFinal: true } : undefined) });
    const { tell, slept } = runs({ channels: [ops] });
    const telling = await tell({ findings: [fault, other] });
    expect([ops.told(), telling.queued, slept]).toEqual([["invoices new not tried"], 1, []]);
  });

  it("ends the trying of a channel that refuses three letters", async () => {
    const ops = recording("ops", { fault: () => ({ isFinal: true }) });
    const { tell } = runs({ channels: [ops] });
    const telling = await tell({ findings: Array.from({ length: 20 }, (_, i) => finding(`q${i}`)) });
    expect([ops.attempts(), telling.queued, telling.problems.length]).toEqual([3, 20, 1]);
  });

  it("is told anew by the next run when it could not be kept either", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "notices"), "a file where a folder should be");
    let isDown = true;
    const ops = recording("ops", { fault: () => (isDown ? { isFinal: true } : undefined) });
    const { tell } = runs({
      channels: [ops],
      spool: { ...fileSpool(join(folder, "notices")), waiting: fileSpool(join(folder, "none")).waiting },
    });
    const telling = await tell({ findings: [fault] });
    expect([telling.queued, telling.problems]).toEqual([0, [expect.stringMatching(/answered 500; 1 notice could not be kept either/)]]);
    isDown = false;
    expect((await tell({ findings: [fault] })).sent).toBe(1);
  });

  const lying: Record<string, { text: (whole: string) => string; says: RegExp }> = {
    "no JSON": { text: () => "{", says: /broken\.json can't be sent: it is not JSON/ },
    "no letter": { text: () => "{}", says: /broken\.json can't be sent: it is no letter/ },
    "a letter of a channel that is gone": {
      text: (whole) => whole.replace('"channel":"ops"', '"channel":"old"'),
      says: /waits for channel old, which is not configured/,
    },
  };
  it.each(Object.entries(lying))("in the spool that is %s is told, stays, and the others go on", async (_, { text, says }) => {
    const folder = join(newFolder(), "notices");
    let isDown = true;
    const ops = recording("ops", { fault: () => (isDown ? { isFinal: false } : undefined) });
    const { tell } = runs({ channels: [ops], spool: fileSpool(folder) });
    await tell({ findings: [fault] });
    const { readFileSync } = await import("node:fs");
    const whole = readFileSync(join(folder, readdirSync(folder)[0]!), "utf8");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "0-broken.json"), text(whole));
    isDown = false;
    const telling = await tell({});
    expect([telling.problems, ops.told(), readdirSync(folder)]).toEqual([
      [expect.stringMatching(says)],
      ["orders new not tried"],
      ["0-broken.json"],
    ]);
  });
});

it("what was told and can't be read is told as such, and nothing is sent", async () => {
  const state = memoryState(now);
  const { tell, channel } = runs({ state });
  await state.put(`notices/told/${fault.fingerprint}`, { version: 9 });
  await expect(tell({ findings: [fault] })).rejects.toThrow(StoreError);
  expect(channel.told()).toEqual([]);
});
