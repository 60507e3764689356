import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answered, anyFindings, benchmark, examples, plain, reportOf, summary, textOf, validatorOf } from "./sample.fixture.ts";
import { sarif } from "./sarif.ts";

interface Log {
  readonly runs: {
    readonly tool: { driver: { rules: { id: string; helpUri: string; properties: Record<string, unknown> }[] } };
    readonly invocations: { executionSuccessful: boolean; toolExecutionNotifications?: { message: { text: string } }[] }[];
    readonly results: {
      ruleId: string;
      ruleIndex: number;
      kind: string;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string } }; logicalLocations: { fullyQualifiedName: string }[] }[];
      partialFingerprints: Record<string, string>;
      suppressions?: { kind: string; status: string; justification: string }[];
    }[];
  }[];
}
const faults = validatorOf("sarif-2.1.0");
const logOf = async (report: typeof plain) => {
  const log = JSON.parse(await textOf(sarif(report))) as Log;
  expect(faults(log)).toEqual([]);
  return log.runs[0]!;
};

it("the schema refuses what is no log", () => expect(faults({ version: "2.1.0", runs: [{ tool: {} }] })).not.toEqual([]));

describe("results", () => {
  it("are what fails or is unknown, and never a pass", async () => {
    const { results } = await logOf(plain);
    expect(results.map(({ kind, level, partialFingerprints }) => [partialFingerprints["plumbline/v1"]?.slice(-1), kind, level])).toEqual([
      ["1", "fail", "error"],
      ["3", "fail", "error"],
      ["4", "fail", "error"],
      ["5", "fail", "warning"],
      ["8", "review", "none"],
    ]);
  });

  it("name their resource by a place that stays", async () => {
    const { results } = await logOf(plain);
    expect(results[0]?.locations[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: "aws/111111111111/eu-west-1/s3-bucket/invoices" }, region: { startLine: 1 } },
      logicalLocations: [{ name: "invoices", fullyQualifiedName: "111111111111/eu-west-1/s3-bucket/invoices", kind: "resource" }],
    });
    expect(results[3]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("aws/111111111111/us-east-1/iam-user/alice/AKIAEXAMPLE1");
  });

  it("carry exceptions as suppressions; one that is not proven is under review", async () => {
    const unproven = { ...examples[2]!, exception: { ...examples[2]!.exception!, unproven: "its tags could not be read" } };
    const { results } = await logOf(reportOf([examples[0]!, examples[2]!, unproven]));
    expect(results.map(({ suppressions }) => suppressions?.map(({ kind, status }) => [kind, status]))).toEqual([
      undefined,
      [["external", "accepted"]],
      [["external", "underReview"]],
    ]);
    expect(results[1]?.suppressions?.[0]?.justification).toBe("excepted until 2026-12-31 by web team: public by intent");
  });
});

describe("rules", () => {
  it("are the checks, with severity and help", async () => {
    const { tool, results } = await logOf(answered);
    expect(tool.driver.rules.map(({ id, properties }) => [id, properties["security-severity"], properties["tags"]])).toEqual([
      ["s3-bucket/public-acl", "9.5", ["security", "aws", "CIS AWS Foundations Benchmark 1.3.0 1.2"]],
      ["iam-user/old-key", "5.5", ["security", "aws", "CIS AWS Foundations Benchmark 1.3.0 2.2"]],
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });
});

describe("the invocation", () => {
  it("is unsuccessful by a gap, and says where", async () => {
    const [invocation] = (await logOf(plain)).invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual([
      "1 cell of s3-bucket list in 222222222222 (eu-west-1) could not be looked at: grant s3:ListAllMyBuckets to the reader role",
    ]);
  });
  it("is unsuccessful by a control that nothing answered", async () => {
    const whole = { coverage: [summary.coverage[0]!], counts: { ...summary.counts, unknown: 0 } };
    const open = { ...benchmark, controls: benchmark.controls.map((one) => ({ ...one, assessment: "automated" as const, questions: [] })) };
    const accounts = [{ id: "111111111111", regions: ["eu-west-1"] }];
    const [invocation] = (await logOf(reportOf([], { header: { accounts, benchmark: open }, summary: whole }))).invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual(
      ["1.2", "1.10", "2.1", "2.2"].map((id) => `control ${id} of 111111111111 is unknown: no check answers it`),
    );
  });
  it("is unsuccessful by an unknown finding alone", async () =>
    expect((await logOf(reportOf([], { summary: { coverage: [] } }))).invocations[0]?.executionSuccessful).toBe(false));
  it("is successful when all was looked at", async () => {
    const whole = { coverage: [summary.coverage[0]!], counts: { ...summary.counts, unknown: 0 } };
    expect((await logOf(reportOf([], { summary: whole }))).invocations[0]).toMatchObject({ executionSuccessful: true });
  });
});

it("validates whatever the names, with a result for each failing and unknown finding", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const { results } = await logOf(reportOf(findings));
      const told = findings.filter(({ verdict }) => verdict.status === "fail" || verdict.status === "unknown");
      expect(results.map(({ partialFingerprints }) => partialFingerprints["plumbline/v1"])).toEqual(
        told.map(({ fingerprint }) => fingerprint),
      );
      for (const { locations } of results)
        expect(() => new URL(locations[0]!.physicalLocation.artifactLocation.uri, "https://x/")).not.toThrow();
    }),
    { numRuns: 30 },
  );
});
