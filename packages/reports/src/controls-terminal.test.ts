import type { Control } from "@plumbline/finding-model/benchmark";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunHeader, RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { expect, it } from "vitest";
import { controlsTerminal } from "./controls-terminal.ts";
import { widthOf } from "./text.ts";

const account = "111111111111";
const control = (id: string, section: string, changes: Partial<Control> = {}): Control => ({
  ...{ id, key: id, title: `Title of ${id}`, section, level: 1, isLevelUncertain: false, assessment: "automated" },
  ...{ questions: [`sqs/q${id}`], oneIsEnough: [], rationale: "r", fix: "f" },
  ...changes,
});
const finding = (id: string, verdict: Finding["verdict"]): Finding => ({
  ...{ check: `sqs/q${id}`, title: "t", severity: "low", partition: "aws", fingerprint: "0".repeat(32), verdict },
  resource: { account, region: "eu-west-1", type: "sqs", id: "q" },
});
const counts = { pass: 1, fail: 1, "not-applicable": 0, unknown: 1, contained: 0, excepted: 0 };
const controls = [
  ...[control("1.1", "iam", { assessment: "manual", questions: [] }), control("1.2", "iam"), control("1.10", "iam")],
  control("3.1", "logging", { title: "A title\u001b[31m that is far longer than what fits into one line of a narrow terminal" }),
];
const report: RunReport = {
  header: {
    ...{
      id: "run",
      partition: "aws",
      regionsAsked: ["all"],
      accounts: [{ id: account, regions: ["eu-west-1"] }],
      checks: [],
      evaluatedAt: "2026-01-01T00:00:00.000Z",
    },
    benchmark: { id: "cis", edition: "1.3.0", title: "CIS 1.3.0", controls, attestations: [] },
  } as unknown as RunHeader,
  summary: { counts, coverage: [], calls: { sqs: { ListQueues: 2 } } } as unknown as RunSummary,
  async *findings() {
    yield finding("1.2", { status: "fail", reason: "bad", evidence: {} });
    yield finding("1.10", { status: "pass" });
    yield finding("3.1", { status: "unknown", cause: "denied", aspect: "policy", reason: "no" });
  },
};
const lines = async (width: number) => (await Array.fromAsync(controlsTerminal(report, { width }))).join("").split("\n");

it("says each section with a bar and each control with its outcome, and closes with the tally", async () => {
  expect((await lines(100)).map((line) => line.trimEnd())).toEqual([
    "Run run: 1 account, 1 region, 0 checks in aws; evaluated at 2026-01-01T00:00:00.000Z",
    "Accounts: 111111111111",
    "CIS 1.3.0",
    "",
    "Account 111111111111",
    "iam            ████████░░░░░░░░▓▓▓▓▓▓▓▓  1 fail, 0 unknown, 1 manual, 1 pass",
    "  1.1   manual              Title of 1.1",
    "  1.2   fail     1 fail     Title of 1.2",
    "  1.10  pass     1 pass     Title of 1.10",
    "logging        ????????????????????????  0 fail, 1 unknown, 0 pass",
    "  3.1   unknown  1 unknown  A title\\u001b[31m that is far longer than what fits into one line of a",
    "                            narrow terminal",
    "                            sqs policy could not be read (denied)",
    "",
    "API calls",
    "  sqs  2  ListQueues 2",
    "",
    "1 fail, 1 unknown, 1 manual, 1 pass; coverage complete",
    "",
  ]);
});

it.each([60, 80, 200])("keeps to %i columns", async (width) => {
  expect((await lines(width)).filter((line) => widthOf(line) > width)).toEqual([]);
});

it("says that regions were named", async () => {
  const narrowed = { ...report, header: { ...report.header, regionsAsked: ["eu-west-1"] } };
  const text = (await Array.fromAsync(controlsTerminal(narrowed, { width: 160 }))).join("");
  expect(text).toContain("Only these regions were asked for: eu-west-1. What a control says of every region, it says of these.");
  expect(text).toContain("coverage of the regions asked for complete");
});
