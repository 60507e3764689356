import { describe, expect, it } from "vitest";
import { compare, type Ours, type Reason, staleReasons } from "./compare.ts";
import type { ProwlerRow } from "./run-prowler.ts";

const ours = (outcome: "pass" | "fail", failing: string[] = [], isManual = false): Ours => ({
  ...{ control: "1.16", title: "No policy allows everything", outcome: isManual ? "manual" : outcome, isManual },
  ...{ failing, passing: outcome === "pass" ? ["good"] : [] },
});
const theirs = (...failing: string[]): ProwlerRow[] => {
  const row = { control: "1.16", check: "iam_policy", reason: "" };
  const rows = failing.map((resource): ProwlerRow => ({ ...row, status: "FAIL", resource }));
  return [{ ...row, status: "PASS", resource: "good" }, ...rows];
};
const reason: Reason = { control: "1.16", ours: "fail", theirs: "fail", failing: { ours: ["a", "b"], theirs: ["a"] }, why: "it is so" };
const lenient: Reason = { control: "1.16", ours: "pass", theirs: "fail", why: "ids differ from run to run" };

const rows: Record<string, [one: Ours, rows: ProwlerRow[], agrees: boolean, reason?: Reason]> = {
  "both pass": [ours("pass"), theirs(), true],
  "both fail with the same resources, in another order": [ours("fail", ["b", "a"]), theirs("a", "b"), true],
  "the difference that the reason is for": [ours("fail", ["b", "a"]), theirs("a"), false, reason],
  "a failing resource more": [ours("fail", ["a", "b", "c"]), theirs("a"), false],
  "a failing resource less, on their side": [ours("fail", ["a", "b"]), theirs("c"), false],
  "our verdict turned round": [ours("pass"), theirs("a"), false, lenient],
  "their verdict turned round": [ours("fail", ["a", "b"]), theirs(), false],
  "both turned round": [ours("fail", ["a"]), theirs(), false],
  "nothing on their side": [ours("fail", ["a", "b"]), [], false],
  "a manual control whose evidence passes": [ours("pass", [], true), theirs("a"), false, lenient],
  "another control": [{ ...ours("pass"), control: "1.17" }, theirs("a").map((row) => ({ ...row, control: "1.17" })), false],
};

describe("compare", () => {
  it.each(Object.entries(rows))("%s", (_, [one, prowler, agrees, expected]) => {
    const [compared] = compare([one], prowler, [lenient, reason]);
    expect(compared).toMatchObject({ agrees });
    expect(compared?.reason).toBe(expected);
  });

  it("names reasons whose difference is gone, but none of what differs in some runs", () => {
    const rare: Reason = { ...lenient, inSomeRuns: true };
    const of = (one: Ours, reasons: readonly Reason[]) => staleReasons(compare([one], theirs("a"), reasons), reasons);
    expect(of(ours("fail", ["a", "b"]), [reason, rare])).toEqual([]);
    expect(of(ours("fail", ["a"]), [reason, rare])).toEqual([reason]);
    expect(of(ours("pass"), [reason, lenient])).toEqual([reason]);
  });
});
