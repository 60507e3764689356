import { createHash } from "node:crypto";
import { exceptionText } from "@plumbline/finding-model/exception";
import { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import fc from "fast-check";
import { expect, test } from "vitest";
import { benchmarkReport, hostileId } from "./benchmark.fixture.ts";
import { joinControls } from "./html/control-select.ts";
import { decode } from "./html/select.ts";
import { html } from "./html.ts";
import fixture from "./report.fixture.json" with { type: "json" };

const examples = fixture.findings.map((finding) => Finding.parse(finding));
const header = RunHeader.parse(fixture.header);
const summary = RunSummary.parse(fixture.summary);
const report = (findings: readonly Finding[], changes: { header?: Partial<RunHeader>; summary?: Partial<RunSummary> } = {}): RunReport => ({
  header: { ...header, ...changes.header },
  summary: { ...summary, ...changes.summary },
  async *findings() {
    yield* findings;
  },
});
const page = async (from: RunReport) => (await Array.fromAsync(html(from))).join("");
const between = (text: string, start: string, end: string) => {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
};
const embedded = (text: string, id: string) => JSON.parse(between(text, `<script type="application/json" id="${id}">`, "</script>"));
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

const markOf = (exception: NonNullable<Finding["exception"]>) => ({
  text: exceptionText(exception),
  isProven: exception.unproven === undefined,
});

test("every finding is in the page once, with all it says", async () => {
  const rows = decode(embedded(await page(report(examples)), "findings"));
  const byFingerprint = new Map(rows.map((row) => [row.fingerprint, row]));
  expect(rows).toHaveLength(examples.length);
  for (const { fingerprint, check, severity, resource, subKey, verdict, contained, exception } of examples) {
    const { status, ...said } = verdict;
    expect(byFingerprint.get(fingerprint)).toMatchObject({ check, severity, ...resource, status, ...said });
    expect(byFingerprint.get(fingerprint)).toEqual(
      expect.objectContaining(JSON.parse(JSON.stringify({ subKey, contained, exception: exception && markOf(exception) }))),
    );
  }
});

test("a finding brings the source and remediation of its check, and the name of its account", async () => {
  const [row] = decode(embedded(await page(report(examples.slice(0, 1))), "findings"));
  expect(row).toMatchObject({
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
    remediation: "Makes the ACL private.",
    accountName: "shop",
  });
});

test("no findings make a whole page too", async () => {
  const text = await page(report([], { summary: { coverage: [] } }));
  expect(embedded(text, "findings")).toEqual({ findings: [], checks: [], accounts: [], regions: [], types: [] });
  expect(embedded(text, "ledger")).toEqual([]);
  expect(text).toContain("Coverage is complete");
});

test("the ledger has every cell once, gaps first", async () => {
  const text = await page(report([]));
  expect(embedded(text, "ledger")).toEqual([
    [true, "222222222222", "eu-west-1", "s3-bucket", "list", "denied", 0, 1, 1, "grant s3:ListAllMyBuckets to the reader role"],
    [false, "111111111111", "eu-west-1", "s3-bucket", "acl", "ok", 4, 4, 4, ""],
    [false, "111111111111", "us-east-1", "sqs-queue", "list", "region-disabled", 0, 0, 0, ""],
  ]);
  expect(text).toContain("Coverage is incomplete: 1 of 3 cells could not be looked at.");
});

test("a run where nothing fails shows all findings at first", async () => {
  const counts = { ...summary.counts, fail: 0, unknown: 0 };
  const chosen = /value="(?:fail|unknown)" checked/g;
  expect(count(await page(report([], { summary: { counts } })), chosen)).toBe(0);
  expect(count(await page(report(examples)), chosen)).toBe(2);
});

test("the policy lets this script and this style run and nothing else", async () => {
  const text = await page(report(examples));
  const digest = (content: string) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  const script = digest(between(text, "<script>", "</script>"));
  const style = digest(between(text, "<style>", "</style>"));
  const policy = `default-src 'none'; script-src ${script}; style-src ${style}; base-uri 'none'; form-action 'none'`;
  expect(text).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  expect(text.indexOf("Content-Security-Policy")).toBeLessThan(text.indexOf("<style>"));
  expect(text).not.toMatch(/ style="| on[a-z]+="| src="|@import|url\(/);
});

const hostile = "</script><img src=x onerror=alert(1)>\"'><!--<script>&amp;\u2028\u2029\u202e";
test("a hostile text ends no element anywhere", async () => {
  const finding: Finding = {
    ...examples[0]!,
    check: hostile,
    title: hostile,
    resource: { account: "111111111111", region: hostile, type: hostile, id: hostile },
    subKey: hostile,
    verdict: { status: "fail", reason: hostile, evidence: { [hostile]: hostile } },
    contained: { change: hostile },
    exception: { reason: hostile, owner: hostile, id: "0", expires: "2026-12-31" },
  };
  const [cell] = summary.coverage;
  const changes = {
    header: {
      id: hostile,
      tool: hostile,
      endpoint: hostile,
      accounts: [{ id: "111111111111", name: hostile, regions: [hostile] }],
      checks: [{ id: hostile, title: hostile, severity: "low" as const, source: hostile, remediation: hostile }],
      settings: { [hostile]: hostile },
    },
    summary: { coverage: [{ ...cell!, region: hostile, message: hostile }], calls: { [hostile]: { [hostile]: 1 } } },
  };
  const text = await page(report([finding], changes));
  expect(count(text, /<script/gi)).toBe(3);
  expect(count(text, /<\/script/gi)).toBe(3);
  expect(text).not.toMatch(/<img|<!--/);
  expect(text).not.toMatch(/[\u2028\u2029]/);
  const [row] = decode(embedded(text, "findings"));
  expect(row).toMatchObject({ id: hostile, title: hostile, accountName: hostile, evidence: { [hostile]: hostile }, source: hostile });
});

test("any text comes through the page as it was, and ends no element", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 8 }), async (ids) => {
      const findings = ids.map((id, index) => ({
        ...examples[0]!,
        fingerprint: String(index),
        resource: { ...examples[0]!.resource, id },
      }));
      const text = await page(report(findings));
      expect(count(text, /<\/script/gi)).toBe(3);
      expect(decode(embedded(text, "findings")).map(({ id }) => id)).toEqual(ids);
    }),
    { numRuns: 30 },
  );
});

test("the same report gives the same page", async () => expect(await page(report(examples))).toBe(await page(report(examples))));

test("what the page says without its script", async () => {
  const text = await page(report(examples));
  expect(text).toContain("2 accounts, 2 regions, 2 checks in aws; evaluated at");
  expect(text).toContain('<dt>critical</dt><dd class="c-critical">3</dd>');
  expect(text).toContain('<tr><th scope="row">s3</th><td class="number">6</td><td>GetBucketAcl 4, ListBuckets 2</td></tr>');
  expect(text).toContain("<noscript>");
  expect(text).toContain("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
});

test("a page without a benchmark has nothing of controls", async () => {
  const text = await page(report(examples));
  expect(text).not.toMatch(/[Cc]ontrols?-|id="controls/);
  expect(text).toContain("<h1>Plumbline audit run-1</h1>");
});

test("a page of a benchmark has every control with its answers and its findings", async () => {
  const from = benchmarkReport({ accounts: 2, findings: 300 });
  const text = await page(from);
  const rows = decode(embedded(text, "findings"));
  const controls = joinControls(embedded(text, "controls"), rows);
  expect(controls.map(({ control }) => control.id)).toEqual(from.header.benchmark?.controls.map(({ id }) => id));
  for (const { control, answers, findings } of controls) {
    expect(answers).toHaveLength(2);
    const counted = answers.reduce((sum, { counts }) => sum + counts.pass + counts.fail + counts.unknown + counts["not-applicable"], 0);
    expect(findings).toHaveLength(counted);
    expect(new Set(findings.flatMap((finding) => finding.controls))).toEqual(new Set(findings.length > 0 ? [control.id] : []));
  }
  expect(text).toContain("<h1>CIS AWS Foundations Benchmark 1.4.0</h1>");
  expect(text).toContain("<h3>Controls: the answers of 2 accounts</h3>");
  expect(count(text, /<script/gi)).toBe(4);
});

test("a hostile text ends no element in the page of a benchmark either", async () => {
  const from = benchmarkReport({ accounts: 1, findings: 20 });
  const own = from.header.benchmark;
  const [first] = own?.controls ?? [];
  const controls = [{ ...first!, title: hostile, section: hostile, rationale: hostile, fix: hostile, questions: [hostile] }];
  const [account] = from.header.accounts;
  const attestations = [{ ...own!.attestations[0]!, by: hostile, note: hostile }];
  const changes = { accounts: [{ ...account!, name: hostile }], benchmark: { ...own!, title: hostile, controls, attestations } };
  const text = await page({ ...from, header: { ...from.header, ...changes } });
  expect(count(text, /<script/gi)).toBe(4);
  expect(count(text, /<\/script/gi)).toBe(4);
  expect(text).not.toMatch(/<img|<!--/);
  const [row] = joinControls(embedded(text, "controls"), []);
  expect(row?.control).toMatchObject({ title: hostile, section: hostile });
  expect(decode(embedded(text, "findings")).map(({ id }) => id)).toContain(hostileId);
});
