import { Notice } from "@plumbline/finding-model/notice";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, fitNotice } from "./fit.ts";
import { finding, notice } from "./notice.fixture.ts";
import { snsMessage } from "./sns.ts";

const fails = (evidence: Record<string, string>, reason = "r") => notice(finding("q", { verdict: { status: "fail", reason, evidence } }));
const evidenceOf = ({ finding: { verdict } }: Notice) => (verdict.status === "fail" ? Object.keys(verdict.evidence) : []);

describe("a notice cut down", () => {
  it("stays as it is when it fits", () => {
    const whole = fails({ a: "x" });
    expect(fitNotice(whole, bytesOf(whole))).toBe(whole);
  });
  it("loses its largest evidence first, and says so", () => {
    const cut = fitNotice(fails({ large: "x".repeat(50_000), small: "y" }), 20_000);
    expect(evidenceOf(cut)).toEqual(["small", "(cut)"]);
    expect(JSON.stringify(cut)).toContain("1 field left out for length; run r1 has all");
  });
  it("loses the end of a long reason", () => {
    const cut = fitNotice(fails({}, "z".repeat(100_000)), 20_000);
    expect([bytesOf(cut) <= 20_000, JSON.stringify(cut).includes("... (cut)")]).toEqual([true, true]);
  });
});

it("any notice fits into SNS with text, subject and attributes, and its last line is a notice", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const big = fc.tuple(text, fc.constantFrom(0, 1, 500, 20_000)).map(([part, times]) => part.repeat(times).slice(0, 400_000));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), big, { maxKeys: 4 }), big, (evidence, reason) => {
      const { Message, Subject, MessageAttributes } = snsMessage(fails(evidence, `r${reason}`));
      const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => `${name}${DataType}${StringValue}`);
      expect(Buffer.byteLength(`${Subject}${Message}${attributes.join("")}`)).toBeLessThanOrEqual(262_144);
      const last = Message.slice(Message.lastIndexOf("\n") + 1);
      expect(Notice.parse(JSON.parse(last)).finding.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    }),
    { numRuns: 15 },
  );
});
