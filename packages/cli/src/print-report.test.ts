import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPolicy, own, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { linesOf, testIo } from "./io.fixture.ts";
import { printReport, type ReportFormat } from "./print-report.ts";
import { scan } from "./scan.ts";
import { tool } from "./version.ts";

const cloud = await startCloud({ queues: { [`${own}/us-east-1`]: { open: openPolicy, closed: null } } });
const done = await scan(
  { global: GlobalOptions.parse({ endpointUrl: cloud.url, output: mkdtempSync(join(tmpdir(), "report-")) }), checks: ["sqs/not-public"] },
  testIo().io,
);
await cloud.close();
const printed = async (format: ReportFormat, quiet = false) => {
  const { io, stdout, stderr } = testIo();
  await printReport(done, format, io, { quiet });
  expect(stderr()).toBe("");
  return stdout();
};

describe("printReport", () => {
  it("shows the run on a terminal, and where it and its page are", async () => {
    const text = await printed("terminal");
    expect(text).toMatch(/1 fail \(0 critical, 1 high, 0 medium, 0 low\)/);
    expect(text.endsWith(`Run: ${done.folder}\nPage: ${join(done.folder, "report.html")}\n`)).toBe(true);
    expect(await printed("terminal", true)).toBe(text.replace(/Run: .*\nPage: .*\n$/, ""));
  });

  it("prints one document as JSON, a finding a line as JSONL, the page as HTML, and nothing else", async () => {
    const findings = await Array.fromAsync(done.report.findings());
    expect(JSON.parse(await printed("json"))).toMatchObject({
      header: { id: done.report.header.id, tool },
      summary: { counts: { fail: 1, pass: 1 } },
      findings,
    });
    expect(linesOf(await printed("jsonl"))).toEqual(findings);
    expect(await printed("html")).toBe(readFileSync(join(done.folder, "report.html"), "utf8"));
  });

  it("keeps the page in the run's folder, whatever is printed", async () => {
    await printed("jsonl");
    expect(readdirSync(done.folder).sort()).toEqual(["findings.jsonl", "report.html", "run.json", "summary.json"]);
    expect(readFileSync(join(done.folder, "report.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
  });
});

it("the tool names the version of its package", () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as { version: string };
  expect(tool).toBe(`plumbline ${version}`);
});
