import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exceptionId, exceptionsAt } from "./exceptions.ts";
import type { KnownTags } from "./known-tags.ts";
import { toPattern } from "./to-pattern.ts";

const base = { reason: "r", owner: "o", expires: "2026-01-31" };
const resource = { account: "111111111111", region: "us-east-1", type: "sqs", id: "https://sqs/q.1" };
const finding = { check: "sqs/not-public", resource, subKey: "AKIA1" };
const rows: Record<string, [exception: object, now: string, covers: boolean]> = {
  everything: [{}, "2026-01-01", true],
  "on its last day": [{}, "2026-01-31T23:59:59Z", true],
  "the day after": [{}, "2026-02-01T00:00:00Z", false],
  "without end": [{ expires: undefined }, "2099-01-01", true],
  "another check": [{ check: ["sqs/other"] }, "2026-01-01", false],
  "one of several checks": [{ check: ["sqs/other", "sqs/not-public"] }, "2026-01-01", true],
  "a pattern for checks": [{ check: ["sqs/*"] }, "2026-01-01", true],
  "a pattern for other checks": [{ check: ["s3_bucket/*"] }, "2026-01-01", false],
  "another account": [{ account: ["222222222222"] }, "2026-01-01", false],
  "one of two accounts": [{ account: ["222222222222", "111111111111"] }, "2026-01-01", true],
  "another region": [{ region: ["eu-west-1"] }, "2026-01-01", false],
  "another type": [{ type: ["ec2"] }, "2026-01-01", false],
  "a type that only begins so": [{ type: ["sq"] }, "2026-01-01", false],
  "the very resource": [{ resource: ["https://sqs/q.1"] }, "2026-01-01", true],
  "a glob": [{ resource: ["https://*/q.1"] }, "2026-01-01", true],
  "a dot is a dot": [{ resource: ["https://sqs/q?1"] }, "2026-01-01", false],
  "a part is not the whole": [{ resource: ["sqs"] }, "2026-01-01", false],
  "the part that is judged": [{ resource: ["AKIA1"] }, "2026-01-01", true],
  "another part": [{ resource: ["AKIA2"] }, "2026-01-01", false],
  "all fields but one": [{ check: ["sqs/*"], type: ["sqs"], resource: ["other"] }, "2026-01-01", false],
};
const covers = (exception: object, tags?: KnownTags, now = "2026-01-01") =>
  exceptionsAt([{ ...base, ...exception }], new Date(now)).markOf(finding, tags);

describe("exceptionsAt", () => {
  it.each(Object.entries(rows))("%s", (_, [exception, now, isCovered]) => {
    expect(covers(exception, undefined, now) !== undefined).toBe(isCovered);
  });

  const tagged: Record<string, [tag: string[], tags: KnownTags | undefined, marked: "covers" | "may cover" | "no"]> = {
    "the tag": [["keep=yes"], { tags: { keep: "yes" } }, "covers"],
    "one of several tags": [["team=x", "keep=yes"], { tags: { keep: "yes" } }, "covers"],
    "another value": [["keep=yes"], { tags: { keep: "yes!" } }, "no"],
    "another letter case": [["keep=yes"], { tags: { Keep: "yes" } }, "no"],
    "any value": [["keep=*"], { tags: { keep: "" } }, "covers"],
    "a pattern for the key": [["*:keep=yes"], { tags: { "a:keep": "yes" } }, "covers"],
    "a value with an equals sign": [["keep=a=b"], { tags: { keep: "a=b" } }, "covers"],
    "no tags": [["keep=yes"], { tags: {} }, "no"],
    "tags that could not be read": [["keep=yes"], { unread: "denied" }, "may cover"],
    "tags that nobody asked for yet": [["keep=yes"], undefined, "no"],
  };
  it.each(Object.entries(tagged))("by tag: %s", (_, [tag, tags, marked]) => {
    const mark = covers({ tag }, tags);
    expect(mark === undefined ? "no" : mark.unproven === undefined ? "covers" : "may cover").toBe(marked);
  });

  it("prefers an exception that is proven, and says all of it", () => {
    const { markOf } = exceptionsAt(
      [
        { ...base, tag: ["keep=yes"] },
        { ...base, owner: "anna", ticket: "OPS-1", type: ["sqs"] },
      ],
      new Date("2026-01-01"),
    );
    expect(markOf(finding, { unread: "denied" })).toEqual({
      id: exceptionId({ ...base, type: ["sqs"] }),
      ...{ reason: "r", owner: "anna", ticket: "OPS-1", expires: "2026-01-31" },
    });
  });

  const asks: Record<string, [exception: object, asks: boolean]> = {
    "one by tag": [{ tag: ["a=b"] }, true],
    "one by tag of this type": [{ tag: ["a=b"], type: ["sqs"] }, true],
    "one by tag of another type": [{ tag: ["a=b"], type: ["ec2"] }, false],
    "one by tag of another check": [{ tag: ["a=b"], check: ["ec2/*"] }, false],
    "one by tag that is over": [{ tag: ["a=b"], expires: "2025-12-31" }, false],
    "one without a tag": [{ type: ["sqs"] }, false],
  };
  it.each(Object.entries(asks))("asks for tags: %s", (_, [exception, isAsked]) => {
    expect(exceptionsAt([{ ...base, ...exception }], new Date("2026-01-01")).asksTags("sqs/not-public", "sqs")).toBe(isAsked);
  });

  it("names an exception by its scope, whatever its day and owner", () => {
    const id = exceptionId({ ...base, type: ["sqs"] });
    expect([exceptionId({ ...base, type: ["sqs"], expires: "2027-01-01", owner: "x" }), exceptionId({ ...base, check: ["sqs"] })]).toEqual([
      id,
      expect.not.stringMatching(id),
    ]);
  });

  it("takes every text for itself, and with a star before and after", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), fc.string(), (text, before, after) => {
        const plain = text.replaceAll("*", "");
        expect(toPattern(plain).test(plain)).toBe(true);
        expect(toPattern(`*${plain}*`).test(before + plain + after)).toBe(true);
        expect(toPattern(plain).test(`${plain}x`)).toBe(false);
      }),
    );
  });
});
