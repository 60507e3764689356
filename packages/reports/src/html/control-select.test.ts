import type { Control, ControlOutcome, ControlResult } from "@plumbline/finding-model/benchmark";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ControlFilter, evidenceOf, joinControls, outcomeOf, sectionName, selectControls } from "./control-select.ts";
import type { Row } from "./select.ts";

const [one, two] = ["111111111111", "222222222222"];
const control = (id: string, changes: Partial<Control> = {}): Control => ({
  ...{ id, key: id, title: `title of ${id}`, section: "iam", level: 1, isLevelUncertain: false, assessment: "automated", oneIsEnough: [] },
  ...{ questions: [`sqs/${id}`], rationale: "why", fix: "how" },
  ...changes,
});
const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, excepted: 0 };
const result = (id: string, account: string, outcome: ControlOutcome, changes: Partial<ControlResult> = {}): ControlResult => ({
  ...{ control: id, account, outcome, counts },
  ...changes,
});
const row = (check: string, account: string, status: string, severity: string): Row => ({
  ...{ check, account, status, severity, title: "", source: "", remediation: "", accountName: "", region: "", type: "sqs", id: "q" },
  fingerprint: `${check} ${account} ${status} ${severity}`,
});
const attestation = { control: "3", outcome: "pass" as const, by: "anna", on: "2026-01-01", until: "2026-12-31", note: "ticket OPS-7" };
const findings = [
  row("sqs/2", two, "fail", "critical"),
  row("sqs/1", one, "fail", "high"),
  row("sqs/1", two, "pass", "high"),
  row("sqs/1", one, "unknown", "low"),
  row("sqs/other", one, "fail", "critical"),
];
const controls = [
  control("1", { questions: ["sqs/1"] }),
  control("2", { section: "logging", level: 2 }),
  control("3", { assessment: "manual", questions: [], section: "logging" }),
];
const results = [
  result("1", one, "fail"),
  result("1", two, "pass", { reason: "all of it" }),
  ...[result("2", one, "unknown"), result("2", two, "fail")],
  ...[result("3", one, "manual"), result("3", two, "pass", { attestation })],
];
const rows = joinControls({ controls, results }, findings);
const none: ControlFilter = { outcome: [], severity: [], section: "", level: "", assessment: "", account: "", text: "" };

const filters: Record<string, [Partial<ControlFilter>, string[]]> = {
  "nothing chosen shows all": [{}, ["1", "2", "3"]],
  "outcome, the gravest of all accounts": [{ outcome: ["fail"] }, ["1", "2"]],
  "outcome of one account": [{ outcome: ["pass"], account: two }, ["1", "3"]],
  "what fails in one account is not shown as failing in another": [{ outcome: ["fail"], account: two }, ["2"]],
  "severity of what fails": [{ severity: ["critical"] }, ["2"]],
  "severity of what fails in one account": [{ severity: ["critical"], account: one }, []],
  section: [{ section: "logging" }, ["2", "3"]],
  level: [{ level: "2" }, ["2"]],
  assessment: [{ assessment: "manual" }, ["3"]],
  "text of a title and a check": [{ text: "TITLE sqs/2" }, ["2"]],
  "text of a note": [{ text: "ops-7" }, ["3"]],
  "text of a reason": [{ text: "all it" }, ["1"]],
  "words are not patterns": [{ text: ".*" }, []],
};
test.each(Object.entries(filters))("filter: %s", (_, [filter, found]) => {
  expect(selectControls(rows, { ...none, ...filter }).found.map(({ row }) => row.control.id)).toEqual(found);
});

test("a finding learns of what it is evidence", () => {
  expect(findings.map(({ controls, sections }) => [controls, sections])).toEqual([
    [["2"], ["logging"]],
    ...Array.from({ length: 3 }, () => [["1"], ["iam"]]),
    [[], []],
  ]);
});

const together: Record<string, [ControlOutcome[], ControlOutcome]> = {
  "fail before unknown": [["unknown", "fail", "pass"], "fail"],
  "unknown before manual": [["manual", "unknown"], "unknown"],
  "manual before pass": [["pass", "manual"], "manual"],
  "pass before not applicable": [["not-applicable", "pass"], "pass"],
  "no answer is no pass": [[], "unknown"],
};
test.each(Object.entries(together))("outcome: %s", (_, [outcomes, outcome]) => {
  expect(outcomeOf(outcomes.map((each) => result("1", one, each)))).toBe(outcome);
});

describe("evidence", () => {
  const many = (status: string, count: number) => Array.from({ length: count }, () => row("sqs/1", one, status, "high"));
  const shown = (own: Row[]) =>
    selectControls(joinControls({ controls: controls.slice(0, 1), results: [result("1", one, "fail")] }, own), none).found[0]!;
  const rows: Record<string, [Row[], isPaper: boolean, Record<string, number>]> = {
    "fail comes first": [[...many("pass", 30), ...many("unknown", 4), ...many("fail", 10)], false, { fail: 10, unknown: 4, pass: 6 }],
    "the screen shows 20": [many("fail", 500), false, { fail: 20 }],
    "paper shows 100 of what fails": [many("fail", 500), true, { fail: 100 }],
    "paper shows 20 of what passes": [many("pass", 500), true, { pass: 20 }],
    none: [[], false, {}],
  };
  test.each(Object.entries(rows))("%s", (_, [own, isPaper, expected]) => {
    const { findings, count } = evidenceOf(shown(own), isPaper);
    const found = Object.fromEntries([...Map.groupBy(findings, ({ status }) => status)].map(([status, all]) => [status, all.length]));
    expect([found, count]).toEqual([expected, own.length]);
  });
  test("is of the chosen account alone", () => {
    const [chosen] = selectControls(rowsOf(), { ...none, account: two }).found;
    expect(evidenceOf(chosen!, false).findings.map(({ account }) => account)).toEqual([two]);
  });
  const rowsOf = () => joinControls({ controls, results }, findings);
});

test("the counts of the chosen outcomes add up to what is found", () => {
  const outcomes = ["fail", "unknown", "manual", "pass", "not-applicable"];
  fc.assert(
    fc.property(
      fc.subarray(outcomes),
      fc.constantFrom("", one, two),
      fc.constantFrom("", "iam", "logging"),
      (outcome, account, section) => {
        const selected = selectControls(rows, { ...none, outcome, account, section });
        const sum = Object.entries(selected.outcome).reduce(
          (all, [name, n]) => all + (outcome.length === 0 || outcome.includes(name) ? n : 0),
          0,
        );
        expect(sum).toBe(selected.found.length);
      },
    ),
  );
});

test.each([
  ["iam", "IAM"],
  ["networking", "Networking"],
  ["", ""],
])("section %s is called %s", (section, name) => expect(sectionName(section)).toBe(name));
