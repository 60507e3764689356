import type { ControlOutcome, ControlResult } from "@plumbline/finding-model/benchmark";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { RunSummary } from "@plumbline/finding-model/run-report";
import { expect, it } from "vitest";
import { controlsExitCode } from "./controls-exit-code.ts";

const none = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, excepted: 0 };
const result = (outcome: ControlOutcome, counts: Partial<ControlResult["counts"]> = {}): ControlResult => ({
  ...{ control: "1.1", account: "111111111111", outcome, counts: { ...none, ...counts } },
});
const gap: Cell = {
  ...{ account: "111111111111", region: "eu-west-1", type: "sqs", aspect: "list", outcome: "denied", required: true },
  ...{ asked: 0, ok: 0, fetches: 1, failures: { denied: 1 } },
};
const summary = (unknown = 0, coverage: Cell[] = []) => ({ coverage, counts: { ...none, contained: 0, unknown } }) as unknown as RunSummary;

const rows: Record<string, [results: ControlResult[], summary: RunSummary, failOn: "any" | "never", code: number]> = {
  "all pass": [[result("pass"), result("not-applicable")], summary(), "any", 0],
  "a manual one that nobody answered": [[result("manual", { fail: 3 })], summary(), "any", 0],
  "one fails": [[result("pass"), result("fail", { fail: 1 })], summary(), "any", 1],
  "one fails, and that is no matter": [[result("fail", { fail: 1 })], summary(), "never", 0],
  "all that fails of it is excepted": [[result("fail", { fail: 2, excepted: 2 })], summary(), "any", 0],
  "a part of what fails is excepted": [[result("fail", { fail: 2, excepted: 1 })], summary(), "any", 1],
  "a person attested that it fails": [[result("fail")], summary(), "any", 1],
  "one is unknown": [[result("unknown"), result("fail", { fail: 1 })], summary(), "any", 3],
  "one is unknown, and failing is no matter": [[result("unknown")], summary(), "never", 3],
  "the evidence of a manual one could not be read": [[result("manual", { unknown: 1 })], summary(1), "any", 3],
  "a gap that no control is about": [[result("pass")], summary(0, [gap]), "any", 3],
};
it.each(Object.entries(rows))("%s", (_, [results, of, failOn, code]) => expect(controlsExitCode(results, of, failOn)).toBe(code));
