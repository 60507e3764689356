import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Auditor, type CheckVerdict, defineAuditor, defineCollector, type PartVerdict } from "./define.ts";
import { judge, type RawInput, toFinding } from "./judge.ts";

const thing = defineCollector({
  ...{ type: "thing", title: "Thing", scope: "regional", iam: [], base: z.object({ id: z.string() }), gone: [], aspects: {}, events: [] },
  async *list() {
    yield { id: "a" };
  },
  find: async (_aws, id) => [{ id }],
});
const saying = (verdict: CheckVerdict | readonly PartVerdict[]): Auditor =>
  defineAuditor({
    ...{ id: "thing/good", title: "Things are good", severity: "high", source: "https://docs.aws.amazon.com/", subject: thing, needs: [] },
    evaluate: () => verdict,
  });
const input: RawInput = {
  ...{ facts: { id: "a" }, context: {}, settings: {}, partition: "aws", region: "eu-west-1" },
  ...{ account: { id: "111111111111", kind: "prod" }, knownAccounts: new Set(["111111111111"]), now: new Date(0) },
};
const resource = { account: "111111111111", region: "eu-west-1", type: "thing", id: "a" };
const findingsOf = (said: CheckVerdict | readonly PartVerdict[]) =>
  judge(saying(said), input).map((judgement) => toFinding(saying(said), "aws", resource, judgement));

const bad = { status: "fail", reason: "it is bad", evidence: { is: "bad" } } as const;

describe("judge", () => {
  const severities: Record<string, [said: CheckVerdict | readonly PartVerdict[], severities: readonly string[]]> = {
    "a pass": [{ status: "pass" }, ["high"]],
    "a fail": [bad, ["high"]],
    "a fail that says its own": [{ ...bad, severity: "low" }, ["low"]],
    "parts, each by itself": [
      [
        { ...bad, subKey: "a", severity: "low" },
        { ...bad, subKey: "b" },
        { status: "pass", subKey: "c" },
      ],
      ["low", "high", "high"],
    ],
  };
  it.each(Object.entries(severities))("gives the severity of %s", (_, [said, expected]) => {
    expect(findingsOf(said).map(({ severity }) => severity)).toEqual(expected);
  });

  it("keeps the severity out of the verdict, and the fingerprint as it is", () => {
    const [plain] = findingsOf(bad);
    const [low] = findingsOf({ ...bad, severity: "low" });
    expect(low).toEqual({ ...plain, severity: "low" });
    expect(low?.verdict).toEqual(bad);
  });

  const unknowns: Record<string, CheckVerdict | readonly PartVerdict[]> = {
    "a severity that is none": { ...bad, severity: "mild" as "low" },
    "a severity on a pass": { status: "pass", severity: "low" } as CheckVerdict,
    "a severity above the check's own": { ...bad, severity: "critical" },
    "a fail without a reason": { ...bad, reason: "" },
  };
  it.each(Object.entries(unknowns))("does not take %s for a judgement", (_, said) => {
    const [finding] = findingsOf(said);
    expect(finding).toMatchObject({ severity: "high", verdict: { status: "unknown", cause: "failed", aspect: "evaluate" } });
  });
});
