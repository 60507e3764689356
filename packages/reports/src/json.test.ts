import { controlResults } from "@plumbline/finding-model/control-results";
import { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import fc from "fast-check";
import { expect, test } from "vitest";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import fixture from "./report.fixture.json" with { type: "json" };
import { answered } from "./sample.fixture.ts";

const header = RunHeader.parse(fixture.header);
const summary = RunSummary.parse(fixture.summary);
const examples = fixture.findings.map((finding) => Finding.parse(finding));
const report = (findings: readonly Finding[]): RunReport => ({
  header,
  summary,
  async *findings() {
    yield* findings;
  },
});
const text = async (chunks: AsyncIterable<string>) => (await Array.fromAsync(chunks)).join("");

test("JSON holds header, summary and findings", async () => {
  expect(JSON.parse(await text(json(report(examples))))).toEqual({ header, summary, findings: examples });
});

test("JSON of a run that answers a benchmark has its answers too", async () => {
  const { controls, findings } = JSON.parse(await text(json(answered)));
  expect(controls).toEqual(await controlResults(answered));
  expect(controls).toHaveLength(8);
  expect(findings).toEqual(examples);
});

test("JSON without findings is a document too", async () => {
  expect(JSON.parse(await text(json(report([]))))).toEqual({ header, summary, findings: [] });
});

test("JSON writes a finding a line and calls in order of names", async () => {
  const lines = (await text(json(report(examples.slice(0, 2))))).split("\n");
  expect(lines).toHaveLength(7);
  expect(lines[1]).toContain('"calls":{"iam":{"ListUsers":1},"s3":{"GetBucketAcl":4,"ListBuckets":2}}');
  expect(lines[2]).toBe('"findings":[');
  expect(JSON.parse(lines[4]!)).toEqual(examples[1]);
  expect(lines.slice(5)).toEqual(["]}", ""]);
});

test("every finding is in JSON and JSONL once, in the report's order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...examples), fc.string({ unit: "binary" }))), async (picks) => {
      const findings = picks.map(([finding, id]) => ({ ...finding, resource: { ...finding.resource, id } }));
      expect(JSON.parse(await text(json(report(findings)))).findings).toEqual(findings);
      const lines = (await text(jsonl(report(findings)))).split("\n");
      expect(lines.pop()).toBe("");
      expect(lines.map((line) => JSON.parse(line))).toEqual(findings);
    }),
  );
});

test("findings are taken one by one, not gathered", async () => {
  let taken = 0;
  const endless: RunReport = {
    header,
    summary,
    async *findings() {
      for (;;) {
        taken += 1;
        yield examples[0]!;
      }
    },
  };
  const chunks = jsonl(endless);
  await chunks.next();
  await chunks.next();
  await chunks.return(undefined);
  expect(taken).toBe(2);
});
