import type { Cell } from "@plumbline/finding-model/coverage";
import { describe, expect, it } from "vitest";
import { exitCodeOf, FailOn } from "./scan.ts";

const severities = ["low", "medium", "high", "critical"] as const;
const cell = (outcome: Cell["outcome"], required = true): Cell => ({
  ...{ account: "111111111111", region: "eu-west-1", type: "sqs", aspect: "list", outcome, required },
  ...{ asked: 0, ok: 0, fetches: 0, failures: {} },
});
const report = (failing: readonly string[], { unknown = 0, coverage = [cell("ok")], excepted = 0 } = {}) => ({
  header: undefined as never,
  findings: undefined as never,
  summary: {
    finishedAt: "2026-03-01T12:00:00.000Z",
    counts: { pass: 9, fail: failing.length + excepted, "not-applicable": 9, unknown, contained: 0, excepted },
    failBySeverity: Object.fromEntries(
      severities.map((severity) => [severity, failing.filter((one) => one === severity).length]),
    ) as Record<(typeof severities)[number], number>,
    coverage,
    calls: {},
  },
});

// What each bar takes for a failure, among sets of severities.
const bars: Record<(typeof FailOn.options)[number], readonly string[]> = {
  low: ["low", "medium", "high", "critical"],
  medium: ["medium", "high", "critical"],
  high: ["high", "critical"],
  critical: ["critical"],
  never: [],
};
const sets = Array.from({ length: 16 }, (_, bits) => severities.filter((_, i) => bits & (1 << i)));

describe.each(Object.entries(bars))("--fail-on %s", (failOn, counting) => {
  const bar = FailOn.parse(failOn);
  it.each(sets.map((set) => [set.join(" and ") || "nothing", set] as const))("%s failing", (_, set) => {
    const isFailing = set.some((severity) => counting.includes(severity));
    expect(exitCodeOf(report(set), bar)).toBe(isFailing ? 1 : 0);
    expect(exitCodeOf(report(set, { unknown: 1 }), bar)).toBe(3);
    expect(exitCodeOf(report(set, { coverage: [cell("ok"), cell("denied")] }), bar)).toBe(3);
  });
});

const cells: Record<string, { coverage: Cell[]; code: number }> = {
  "no cell": { coverage: [], code: 0 },
  skipped: { coverage: [cell("skipped")], code: 0 },
  gone: { coverage: [cell("gone")], code: 0 },
  "a region off that nobody named": { coverage: [cell("region-disabled", false)], code: 0 },
  "a region off that was named": { coverage: [cell("region-disabled")], code: 3 },
  "denied where nobody named the region": { coverage: [cell("denied", false)], code: 3 },
  ...Object.fromEntries(
    (["denied", "scp-denied", "expired", "throttled", "timed-out", "network", "unsupported", "absent", "failed"] as const).map(
      (outcome) => [outcome, { coverage: [cell(outcome)], code: 3 }],
    ),
  ),
};
it.each(Object.entries(cells))("a ledger with %s", (_, { coverage, code }) => {
  expect(exitCodeOf(report([], { coverage }), "low")).toBe(code);
});

it("an excepted failure is none", () => {
  expect(exitCodeOf(report([], { excepted: 1 }), "low")).toBe(0);
});
