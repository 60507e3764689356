import type { Cell } from "@plumbline/finding-model/coverage";
import { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, B } from "../app.fixture.ts";
import { fingerprintOf } from "../demo/demo-runs.ts";
import { bringIn } from "../work.fixture.ts";
import { readBenchmarks, readLooks } from "./read-looks.ts";

const hub = "region/security-hub-enabled";
type Word = "pass" | "fail" | "unknown" | "excepted";
const verdicts = {
  pass: { status: "pass" },
  fail: { status: "fail", reason: "off", evidence: {} },
  excepted: { status: "fail", reason: "off", evidence: {} },
  unknown: { status: "unknown", cause: "denied", aspect: "hub", reason: "not allowed" },
} as const;
const exception = { id: "e-1", owner: "ann", reason: "r", expires: "2027-01-01" };

interface Scanned {
  readonly day: number;
  readonly asks?: readonly string[];
  readonly said: Readonly<Record<string, readonly Word[]>>;
  readonly marks?: Partial<Pick<RunHeader, "tags" | "benchmark">>;
  readonly listed?: Cell["outcome"];
}
function runOf({ day, asks = [hub], said, marks = {}, listed = "ok" }: Scanned): RunReport {
  const at = new Date(Date.UTC(2026, 5, day)).toISOString();
  const findings = Object.entries(said).flatMap(([account, words]) =>
    words.map((word, i) => {
      const resource = { account, region: `eu-west-${i + 1}`, type: "region", id: `eu-west-${i + 1}` };
      const [check = hub] = asks;
      return Finding.parse({
        ...{ check, title: "t", severity: "medium", partition: "aws", resource, verdict: verdicts[word] },
        ...{ fingerprint: fingerprintOf(check, account, resource.id), ...(word === "excepted" ? { exception } : {}) },
      });
    }),
  );
  const header = RunHeader.parse({
    ...{ version: 1, id: `run-${day}`, tool: "t", startedAt: at, evaluatedAt: at, partition: "aws", regionsAsked: ["all"], settings: {} },
    accounts: Object.keys(said).map((id) => ({ id, regions: ["eu-west-1"] })),
    checks: asks.map((id) => ({ id, title: "t", severity: "medium", source: "s" })),
    ...marks,
  });
  const coverage = Object.keys(said).map((account) => ({
    ...{ account, region: "eu-west-1", type: "region", aspect: "list", outcome: listed, asked: 1, ok: 1, fetches: 1, failures: {} },
    required: true,
  }));
  const summary = RunSummary.parse({
    ...{ finishedAt: at, counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 }, calls: {}, coverage },
    failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 },
  });
  return {
    ...{ header, summary },
    async *findings() {
      yield* findings;
    },
  };
}
const control = (id: string, questions: string[], assessment: "automated" | "manual" = "automated") => ({
  ...{ id, key: id, title: id, section: "s", level: 1 as const, assessment, questions, rationale: "r", fix: "f" },
  ...{ isLevelUncertain: false, oneIsEnough: [] },
});

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  const runs: readonly Scanned[] = [
    { day: 1, said: { [A]: ["fail", "fail"], [B]: ["pass"] } },
    { day: 3, said: { [A]: ["pass", "excepted", "unknown"] } },
    { day: 4, said: { [B]: ["pass"] }, listed: "denied" },
    { day: 5, asks: ["sqs/encrypted"], said: { [A]: [] } },
    { day: 6, said: { [A]: ["fail"] }, marks: { tags: { team: "x" } } },
    {
      ...{ day: 7, asks: [`${hub}#strict`], said: { [A]: ["fail", "pass"] } },
      marks: {
        benchmark: {
          ...{ id: "cis", edition: "1", title: "CIS 1", attestations: [] },
          controls: [control("1.1", [`${hub}#strict`]), control("1.2", ["iam_user/none"]), control("1.3", [], "manual")],
        },
      },
    },
  ];
  for (const one of runs) await bringIn.run(store, runOf(one));
}, 60_000);
afterAll(() => store.close());

const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const asReader = <T>(accounts: readonly string[], work: Parameters<IamStore["as"]>[1]): Promise<T> =>
  store.as({ role: "reader", accounts, subject: "test" }, work) as Promise<T>;

const rows: Record<string, [account: string, until: number, look: unknown]> = {
  "before the first scan": [A, 0, undefined],
  "the first scan": [A, 2, { at: day(1), passed: 0, failed: 2, isPartial: false }],
  "what is excepted, and what could not be read": [A, 3, { at: day(3), passed: 1, failed: 0, isPartial: true }],
  "a later scan that did not ask": [A, 5, { at: day(3), passed: 1, failed: 0, isPartial: true }],
  "a later scan of some tags alone": [A, 6, { at: day(3), passed: 1, failed: 0, isPartial: true }],
  "a benchmark that asks it with settings of its own": [A, 8, { at: day(7), passed: 1, failed: 1, isPartial: false }],
  "a listing that was denied": [B, 8, { at: day(4), passed: 1, failed: 0, isPartial: true }],
};
describe("what the newest scan that asked a check found", () => {
  it.each(Object.entries(rows))("%s", async (_, [account, until, look]) => {
    const looks = await asReader<Awaited<ReturnType<typeof readLooks>>>([A, B], (transaction) =>
      readLooks(transaction, { at: day(until), checks: [hub] }),
    );
    expect(looks.get(account)?.get(hub)).toEqual(look);
  });
  it("is told of one's own accounts alone", async () => {
    const looks = await asReader<Awaited<ReturnType<typeof readLooks>>>([B], (transaction) =>
      readLooks(transaction, { at: day(9), checks: [hub] }),
    );
    expect([...looks.keys()]).toEqual([B]);
  });
  it("counts a benchmark's controls by their answers", async () => {
    const told = await asReader<Awaited<ReturnType<typeof readBenchmarks>>>([A, B], (transaction) => readBenchmarks(transaction, day(9)));
    expect([...told]).toEqual([[A, { title: "CIS 1", at: day(7), counts: { fail: 1, "not-applicable": 1, manual: 1 } }]]);
  });
});
