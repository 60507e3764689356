import type { Finding } from "@plumbline/finding-model/finding";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AsffFinding, asff } from "./asff.ts";
import { asffLimits } from "./asff-batches.ts";
import { answered, anyFindings, examples, manyFindings, plain, reportOf, summary, textOf, validatorOf } from "./sample.fixture.ts";

interface Batch {
  readonly Findings: AsffFinding[];
}
const faults = validatorOf("asff");
const batchesOf = async (report: typeof plain) => {
  const lines = (await textOf(asff(report))).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const batch = JSON.parse(line) as Batch;
    expect(faults(batch)).toEqual([]);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(asffLimits.bytesOfBatch);
    for (const finding of batch.Findings) expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThanOrEqual(asffLimits.bytesOfFinding);
    expect(new Set(batch.Findings.map(({ ProductArn }) => ProductArn)).size).toBe(1);
    return batch.Findings;
  });
};
const findingsOf = async (report: typeof plain) => (await batchesOf(report)).flat();

describe("botocore's model refuses", () => {
  const changes: Record<string, (finding: AsffFinding) => unknown> = {
    "a title that is too long": (finding) => ({ ...finding, Title: "x".repeat(257) }),
    "a field that it does not know": (finding) => ({ ...finding, Verdict: "fail" }),
    "an empty text": (finding) => ({ ...finding, Description: "" }),
    "a status of our own": (finding) => ({ ...finding, Compliance: { Status: "UNKNOWN" } }),
  };
  it.each(Object.entries(changes))("%s", async (_, change) => {
    const [first] = await findingsOf(plain);
    expect(faults({ Findings: [change(first!)] })).not.toEqual([]);
  });
});

describe("a finding", () => {
  it("says by its states what the verdict is; an unknown passes nowhere", async () => {
    const rows = (await findingsOf(plain)).map(({ Compliance, RecordState, Workflow, Severity }) => [
      ...[Compliance.Status, RecordState, Workflow.Status, Severity.Label],
    ]);
    expect(rows).toEqual([
      ["FAILED", "ACTIVE", "NEW", "CRITICAL"],
      ["PASSED", "ARCHIVED", "RESOLVED", "INFORMATIONAL"],
      ["FAILED", "ACTIVE", "SUPPRESSED", "CRITICAL"],
      ["FAILED", "ACTIVE", "NEW", "CRITICAL"],
      ["FAILED", "ACTIVE", "NEW", "MEDIUM"],
      ["PASSED", "ARCHIVED", "RESOLVED", "INFORMATIONAL"],
      ["NOT_AVAILABLE", "ARCHIVED", "RESOLVED", "INFORMATIONAL"],
      ["WARNING", "ACTIVE", "NEW", "CRITICAL"],
    ]);
  });

  it("has an id that stays, the default product of its account and region, and its check as generator", async () => {
    const [first] = await findingsOf(answered);
    expect(first).toMatchObject({
      ...{ Id: "plumbline/00000000000000000000000000000001", GeneratorId: "plumbline/s3-bucket/public-acl", SchemaVersion: "2018-10-08" },
      ...{ ProductArn: "arn:aws:securityhub:eu-west-1:111111111111:product/111111111111/default", AwsAccountId: "111111111111" },
      ...{ UpdatedAt: summary.finishedAt, CreatedAt: summary.finishedAt },
      Compliance: { SecurityControlId: "s3-bucket/public-acl", RelatedRequirements: ["CIS AWS Foundations Benchmark 1.3.0 1.2"] },
      Resources: [{ Id: "111111111111/eu-west-1/s3-bucket/invoices", Details: { Other: { "plumbline/Id": "invoices" } } }],
      ProductFields: { "plumbline/Controls": "1.2", "plumbline/Verdict": "fail" },
    });
  });

  it("is of its own partition", async () => {
    const [first] = await findingsOf(
      reportOf([{ ...examples[0]!, partition: "aws-us-gov", resource: { ...examples[0]!.resource, region: "us-gov-west-1" } }]),
    );
    expect(first?.ProductArn).toBe("arn:aws-us-gov:securityhub:us-gov-west-1:111111111111:product/111111111111/default");
  });

  it("is cut where its texts are too long, and loses its evidence last of all", async () => {
    const long = (text: string, fields: number): Finding => ({
      ...examples[0]!,
      resource: { ...examples[0]!.resource, id: text },
      verdict: {
        status: "fail",
        reason: text,
        evidence: Object.fromEntries(Array.from({ length: fields }, (_, i) => [`${i}${text}`, text])),
      },
    });
    const [cut] = await findingsOf(reportOf([long("é".repeat(3000), 60)]));
    expect(cut?.Description).toMatch(/…$/);
    expect(Object.keys(cut?.Resources[0]?.Details?.Other ?? {})).toHaveLength(50);
    const [huge] = await findingsOf(reportOf([long("\u0001".repeat(50_000), 60)]));
    expect(huge?.Resources[0]?.Details).toBeUndefined();
    expect(huge?.Compliance.Status).toBe("FAILED");
  });
});

describe("batches", () => {
  it("hold at most 100", async () => expect((await batchesOf(manyFindings(250))).map(({ length }) => length)).toEqual([100, 100, 50]));
  it("are of one account and region each", async () => expect((await batchesOf(plain)).map(({ length }) => length)).toEqual([4, 3, 1]));
  it("hold at most 6 MB", async () => {
    const evidence = Object.fromEntries(Array.from({ length: 48 }, (_, i) => [`${i}`, "界".repeat(1024)]));
    const big = Array.from({ length: 60 }, (): Finding => ({ ...examples[0]!, verdict: { status: "fail", reason: "r", evidence } }));
    const lengths = (await batchesOf(reportOf(big))).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(60);
  });
  it("of a run without findings are none", async () => expect(await batchesOf(reportOf([]))).toEqual([]));
});

it("validates whatever the names, every finding once and PASSED for what passes alone", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const all = await findingsOf(reportOf(findings));
      expect(all.map(({ Id }) => Id)).toEqual(findings.map(({ fingerprint }) => `plumbline/${fingerprint}`));
      expect(all.map(({ Compliance }) => Compliance.Status === "PASSED")).toEqual(findings.map(({ verdict }) => verdict.status === "pass"));
    }),
    { numRuns: 30 },
  );
});
