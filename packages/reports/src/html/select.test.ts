import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, type Embedded, type Filter, pageOf, type Row, select, valuesOf, visible } from "./select.ts";

const embedded: Embedded = {
  findings: [
    [1, 0, 0, 1, "fail", "alice", "f1", { reason: "created 120 days ago", evidence: { keyId: "AKIAEXAMPLE" } }],
    [0, 0, 1, 0, "fail", "Invoices", "f2", { reason: "public", contained: { change: "c-1" } }],
    [0, 1, 1, 0, "pass", "logs", "f3"],
    [0, 1, 1, 0, "unknown", "*", "f4", { reason: "denied", cause: "denied", aspect: "list" }],
    [
      1,
      1,
      0,
      1,
      "fail",
      "bob",
      "f5",
      { reason: "old", exception: { text: "excepted until 2026-12-31 by web team: robot", isProven: true } },
    ],
  ],
  checks: [
    ["s3-bucket/public-acl", "No bucket is public", "critical", "https://docs.aws.amazon.com/", "Makes it private."],
    ["iam-user/old-key", "No key is old", "medium", "https://docs.aws.amazon.com/", ""],
  ],
  accounts: [
    ["111111111111", "shop"],
    ["222222222222", ""],
  ],
  regions: ["us-east-1", "eu-west-1"],
  types: ["s3-bucket", "iam-user"],
};
const rows = decode(embedded);
const none: Filter = {
  severity: [],
  status: [],
  account: "",
  region: "",
  type: "",
  check: "",
  mark: "",
  section: "",
  control: "",
  text: "",
};

test("rows come most severe first and else in the report's order", () => {
  expect(rows.map(({ fingerprint }) => fingerprint)).toEqual(["f2", "f3", "f4", "f1", "f5"]);
});

test("a row has all that its finding has", () => {
  expect(rows[0]).toEqual({
    check: "s3-bucket/public-acl",
    title: "No bucket is public",
    severity: "critical",
    source: "https://docs.aws.amazon.com/",
    remediation: "Makes it private.",
    account: "111111111111",
    accountName: "shop",
    region: "eu-west-1",
    type: "s3-bucket",
    status: "fail",
    id: "Invoices",
    fingerprint: "f2",
    reason: "public",
    contained: { change: "c-1" },
  });
});

const filters: Record<string, [Partial<Filter>, string[]]> = {
  "nothing chosen shows all": [{}, ["f2", "f3", "f4", "f1", "f5"]],
  severity: [{ severity: ["medium"] }, ["f1", "f5"]],
  "two severities": [{ severity: ["medium", "critical"] }, ["f2", "f3", "f4", "f1", "f5"]],
  status: [{ status: ["unknown", "pass"] }, ["f3", "f4"]],
  account: [{ account: "222222222222" }, ["f3", "f4", "f5"]],
  region: [{ region: "us-east-1" }, ["f1", "f5"]],
  type: [{ type: "iam-user" }, ["f1", "f5"]],
  check: [{ check: "iam-user/old-key" }, ["f1", "f5"]],
  contained: [{ mark: "contained" }, ["f2"]],
  excepted: [{ mark: "excepted" }, ["f5"]],
  "neither contained nor excepted": [{ mark: "open" }, ["f3", "f4", "f1"]],
  "text in an id, in any case": [{ text: "iNVOICES" }, ["f2"]],
  "text in evidence": [{ text: "akiaexample" }, ["f1"]],
  "text in an account's name": [{ text: "shop" }, ["f2", "f1"]],
  "text in an exception": [{ text: "robot" }, ["f5"]],
  "every word must occur": [{ text: "  days   alice " }, ["f1"]],
  "words are not patterns": [{ text: ".*" }, []],
  "all together": [{ severity: ["critical"], status: ["fail"], account: "111111111111", text: "public" }, ["f2"]],
};
test.each(Object.entries(filters))("filter: %s", (_, [filter, found]) => {
  expect(select(rows, { ...none, ...filter }).found.map(({ fingerprint }) => fingerprint)).toEqual(found);
});

test("counts say what each choice would show while the others stay", () => {
  const { severity, status } = select(rows, { ...none, severity: ["critical"], status: ["fail"] });
  expect(severity).toEqual({ critical: 1, high: 0, medium: 2, low: 0 });
  expect(status).toEqual({ fail: 1, unknown: 1, pass: 1, "not-applicable": 0 });
});

const pages: Record<string, [number, { rows: number[]; index: number; count: number }]> = {
  "the first": [0, { rows: [1, 2], index: 0, count: 3 }],
  "the last may be short": [2, { rows: [5], index: 2, count: 3 }],
  "past the end is the last": [99, { rows: [5], index: 2, count: 3 }],
  "before the start is the first": [-1, { rows: [1, 2], index: 0, count: 3 }],
};
test.each(Object.entries(pages))("page: %s", (_, [index, page]) => expect(pageOf([1, 2, 3, 4, 5], index, 2)).toEqual(page));
test("no rows are one empty page", () => expect(pageOf([], 3, 200)).toEqual({ rows: [], index: 0, count: 1 }));

test("choices are each value once, in order", () => {
  expect(valuesOf(rows, "region")).toEqual(["eu-west-1", "us-east-1"]);
  expect(valuesOf(rows, "check")).toEqual(["iam-user/old-key", "s3-bucket/public-acl"]);
});

const texts = {
  "a direction override": ["a\u202eb", "a\\u202eb"],
  "a zero-width space": ["a\u200bb", "a\\u200bb"],
  "an escape": ["\u001b[31m", "\\u001b[31m"],
  "line breaks stay": ["{\n}", "{\n}"],
} as const;
test.each(Object.entries(texts))("visible: %s", (_, [text, shown]) => expect(visible(text)).toBe(shown));

describe("laws", () => {
  const picks = fc.array(fc.constantFrom<Row>(...rows), { maxLength: 30 });
  const anyFilter = fc.record({
    severity: fc.subarray(["critical", "high", "medium", "low"]),
    status: fc.subarray(["fail", "unknown", "pass", "not-applicable"]),
    account: fc.constantFrom("", "111111111111"),
    region: fc.constantFrom("", "eu-west-1"),
    type: fc.constant(""),
    check: fc.constant(""),
    mark: fc.constantFrom("", "open"),
    section: fc.constant(""),
    control: fc.constant(""),
    text: fc.constantFrom("", "public"),
  });
  test("the counts of the chosen severities, and of the chosen statuses, add up to what is found", () => {
    fc.assert(
      fc.property(picks, anyFilter, (some, filter) => {
        const { found, severity, status } = select(some, filter);
        const sum = (counts: Readonly<Record<string, number>>, chosen: readonly string[]) =>
          Object.entries(counts).reduce((total, [name, count]) => total + (chosen.length === 0 || chosen.includes(name) ? count : 0), 0);
        expect([sum(severity, filter.severity), sum(status, filter.status)]).toEqual([found.length, found.length]);
      }),
    );
  });
  test("the pages together are all rows in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 50 }), fc.integer({ min: 1, max: 9 }), (all, size) => {
        const { count } = pageOf(all, 0, size);
        expect(Array.from({ length: count }, (_, index) => pageOf(all, index, size).rows).flat()).toEqual(all);
      }),
    );
  });
});
