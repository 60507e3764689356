import { describe, expect, it } from "vitest";
import { checks } from "../registry.generated.ts";
import { frameworks, referencesOf } from "./frameworks.ts";

const all = Object.entries(frameworks);

describe("ids of other frameworks", () => {
  it("every check has an entry, and every entry is of a check", () => {
    const without = Object.keys(checks).filter((id) => !Object.hasOwn(frameworks, id));
    const unknown = Object.keys(frameworks).filter((id) => !Object.hasOwn(checks, id));
    console.log(`${all.length} entries, ${Object.keys(checks).length} checks`);
    expect([without, unknown]).toEqual([[], []]);
  });

  it("are ids and no text, each once", () => {
    for (const [id, { fsbp, securityHub, ccm }] of all) {
      const controls = [...fsbp, ...securityHub];
      expect(
        controls.filter((one) => !/^[A-Z][A-Za-z0-9]+\.[1-9]\d*$/.test(one)),
        id,
      ).toEqual([]);
      expect(
        ccm.filter((one) => !/^(A&A|[A-Z]{3})-[0-9]{2}$/.test(one)),
        id,
      ).toEqual([]);
      expect([new Set(controls).size, new Set(ccm).size], id).toEqual([controls.length, ccm.length]);
    }
  });

  it("a control is of the standard or beyond it, never both", () => {
    const beyond = new Set(all.flatMap(([, { securityHub }]) => securityHub));
    expect(all.flatMap(([, { fsbp }]) => fsbp).filter((one) => beyond.has(one))).toEqual([]);
  });

  const rows: Record<string, [id: string, references: string[]]> = {
    "a check": ["rds/encrypted", ["FSBP RDS.3", "CCM CEK-03", "CCM DSP-17"]],
    "a control beyond the standard": ["account/root-mfa", ["Security Hub IAM.9", "CCM IAM-14"]],
    "a question that a benchmark puts": ["sqs/not-public#7-days", ["FSBP SQS.3"]],
    "a check that no framework asks for": ["ami/not-shared", []],
    "no check": ["sqs/no-such-check", []],
  };
  it.each(Object.entries(rows))("are told of %s", (_, [id, references]) => {
    expect(referencesOf(id)).toEqual(references);
  });
});
