import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Benchmark } from "@plumbline/finding-model/benchmark";
import { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import fixture from "./report.fixture.json" with { type: "json" };

export const header = RunHeader.parse(fixture.header);
export const summary = RunSummary.parse(fixture.summary);
export const examples = fixture.findings.map((finding) => Finding.parse(finding));
const control = { section: "storage", level: 1, assessment: "automated", rationale: "r", fix: "f" };
export const benchmark = Benchmark.parse({
  ...{ id: "cis-aws", edition: "1.3.0", title: "CIS AWS Foundations Benchmark 1.3.0" },
  controls: [
    { ...control, id: "1.2", key: "acl", title: "No bucket <is> public | by ACL", questions: ["s3-bucket/public-acl"] },
    { ...control, id: "1.10", key: "contacts", title: "Contacts are right", assessment: "manual", questions: [] },
    { ...control, id: "2.1", key: "questions", title: "Security questions", assessment: "manual", section: "iam", questions: [] },
    { ...control, id: "2.2", key: "keys", title: "Keys are young", section: "iam", questions: ["iam-user/old-key"] },
  ],
  attestations: ["111111111111", "222222222222"].map((account) => ({
    ...{ control: "1.10", account, outcome: "pass", by: "jo", on: "2026-01-01", until: "2026-12-31", note: "seen" },
  })),
});

/** A report of the example run with other findings or other parts. */
export const reportOf = (
  findings: readonly Finding[],
  changes: { header?: Partial<RunHeader>; summary?: Partial<RunSummary> } = {},
): RunReport => ({
  header: { ...header, ...changes.header },
  summary: { ...summary, ...changes.summary },
  async *findings() {
    yield* findings;
  },
});
export const plain = reportOf(examples);
export const answered = reportOf(examples, { header: { benchmark } });
export const textOf = async (chunks: AsyncIterable<string>): Promise<string> => (await Array.fromAsync(chunks)).join("");

/** Findings with texts of any kind, of every status and mark. */
export const anyFindings = fc.array(
  fc
    .tuple(fc.constantFrom(...examples), fc.string({ unit: "binary", minLength: 1, maxLength: 1500 }), fc.boolean(), fc.uuid())
    .map(([finding, text, isPart, uuid]): Finding => {
      const { verdict, subKey: _, ...rest } = finding;
      return {
        ...rest,
        ...{ resource: { ...finding.resource, id: text }, fingerprint: uuid.replaceAll("-", "") },
        ...(isPart ? { subKey: text } : {}),
        verdict: verdict.status === "fail" ? { ...verdict, reason: text, evidence: { [text]: text.repeat(9), n: 1 } } : { ...verdict },
      };
    }),
  { maxLength: 12 },
);

/** Says what is wrong with a document by a schema of `schemas/`. */
export function validatorOf(name: string): (document: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, "schemas", `${name}.fixture.json`), "utf8")) as object);
  return (document) => (validate(document) ? [] : (validate.errors ?? []).slice(0, 5));
}

/** A run with so many findings, made when they are asked for. */
export const manyFindings = (count: number): RunReport => ({
  header: { ...header, benchmark },
  summary,
  async *findings() {
    const [example] = examples;
    if (!example) throw new Error("no example");
    for (let i = 0; i < count; i++)
      yield { ...example, resource: { ...example.resource, id: `bucket-${i}` }, fingerprint: i.toString(16).padStart(32, "0") };
  },
});
