import { describe, expect, it } from "vitest";
import { longestPattern, patternsOf } from "./event-pattern.ts";
import { table } from "./table.fixture.ts";

const lengthOf = (pattern: object) => JSON.stringify(pattern).length;
const of = (source: `${string}.amazonaws.com`, ...names: string[]) => names.map((name) => ({ source, name }));

describe("patternsOf", () => {
  it("has every declared event in exactly one pattern, within AWS's limit", () => {
    const patterns = Object.values(patternsOf(table.rows));
    const listed = patterns.flatMap(({ detail: { eventSource, eventName } }) => eventName.map((name) => `${eventSource[0]} ${name}`));
    expect([...listed].sort()).toEqual([...new Set(table.rows.map(({ source, name }) => `${source} ${name}`))].sort());
    expect(Math.max(...patterns.map(lengthOf))).toBeLessThanOrEqual(longestPattern);
  });

  it("asks for the source twice, for the name, and for calls that worked", () => {
    expect(patternsOf(of("sqs.amazonaws.com", "DeleteQueue", "CreateQueue", "DeleteQueue"))).toEqual({
      sqs: {
        source: ["aws.sqs"],
        "detail-type": ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"],
        detail: { eventSource: ["sqs.amazonaws.com"], eventName: ["CreateQueue", "DeleteQueue"], errorCode: [{ exists: false }] },
      },
    });
  });

  it("makes a rule for each source, and more for one with too many names", () => {
    const names = Array.from({ length: 200 }, (_, i) => `ModifySomething${String(i).padStart(3, "0")}`);
    const patterns = patternsOf([...of("ec2.amazonaws.com", ...names), ...of("s3.amazonaws.com", "CreateBucket")]);
    expect(Object.keys(patterns)).toEqual(["ec2", "ec2-2", "ec2-3", "s3"]);
    expect(Object.values(patterns).every((pattern) => lengthOf(pattern) <= longestPattern)).toBe(true);
    expect(Object.values(patterns).flatMap(({ detail }) => detail.eventName)).toEqual([...names, "CreateBucket"]);
  });

  it("gives no pattern where nothing is watched", () => {
    expect(patternsOf([])).toEqual({});
  });
});
