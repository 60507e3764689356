import { describe, expect, it } from "vitest";
import { jsonChanges } from "./json-changes.ts";
import { type HistoryRow, timelineOf } from "./timeline.ts";
import { eventWords } from "./words.ts";

const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const version = (from: number, to: number | null, given: Partial<HistoryRow> = {}): HistoryRow => ({
  ...{
    kind: "iam_user",
    record_id: "AIDA",
    name: "ann",
    arn: null,
    facts: { path: "/" },
    valid_from: day(from),
    valid_to: to === null ? null : day(to),
  },
  ...given,
});
const told = (rows: readonly HistoryRow[], until = 30) =>
  timelineOf(rows, day(until)).map(
    ({ at, kind, did, name, changes }) => `${at.getUTCDate()} ${eventWords({ kind, did, name })}${changes.map(({ path }) => ` ${path}`)}`,
  );

const group = { kind: "iam_membership", record_id: "AIDA/admins", name: "admins", facts: {} } as const;
const rows: Record<string, [HistoryRow[], until: number, string[]]> = {
  "one version": [[version(1, null)], 30, ["1 first seen"]],
  "a change at once": [[version(1, 5), version(5, null, { facts: { path: "/x/" } })], 30, ["5 changed facts.path", "1 first seen"]],
  "in any order": [[version(5, null, { facts: { path: "/x/" } }), version(1, 5)], 30, ["5 changed facts.path", "1 first seen"]],
  gone: [[version(1, 5)], 30, ["5 gone", "1 first seen"]],
  "gone and back": [[version(1, 5), version(9, null)], 30, ["9 first seen", "5 gone", "1 first seen"]],
  "gone only later than is shown": [[version(1, 20)], 10, ["1 first seen"]],
  "what is its own": [[version(1, null), version(1, 7, group)], 30, ["7 left group admins", "1 first seen", "1 joined group admins"]],
  nothing: [[], 30, []],
};
describe("timelineOf", () => {
  it.each(Object.entries(rows))("%s", (_, [versions, until, expected]) => {
    expect(told(versions, until)).toEqual(expected);
  });
});

const changes: Record<string, [before: unknown, after: unknown, paths: string[]]> = {
  "nothing, whatever the order of keys": [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, []],
  "a value deep inside": [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, ["a.b[0].c"]],
  "a statement more": [{ s: [{ a: 1 }] }, { s: [{ a: 1 }, { a: 2 }] }, ["s[1]"]],
  "a list of words as a whole": [{ a: ["x"] }, { a: ["x", "y"] }, ["a"]],
  "a word that becomes a list": [{ a: "x" }, { a: ["x"] }, ["a"]],
  "a key that is new": [{}, { a: null }, ["a"]],
};
describe("jsonChanges", () => {
  it.each(Object.entries(changes))("%s", (_, [before, after, paths]) => {
    expect(jsonChanges(before, after).map(({ path }) => path)).toEqual(paths);
    expect(jsonChanges(after, before)).toHaveLength(paths.length);
  });
});
