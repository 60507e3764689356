import { describe, expect, it } from "vitest";
import { entryFilter, JournalFilter } from "./journal-filter.ts";
import { entryOf, planned } from "./plan.fixture.ts";

const now = new Date("2026-03-08T12:00:00.000Z");
const [a, b] = [planned("a"), planned("b")];
const elsewhere = { ...b, check: "sqs/other", resource: { ...b.resource, account: "222222222222" } };
const entries = {
  a: entryOf("apply", "verified", a),
  b: { ...entryOf("apply", "failed", elsewhere, "r2"), at: "2026-03-08T00:00:00.000Z" },
};

const rows: Record<string, { filter: JournalFilter; chosen: string[] }> = {
  nothing: { filter: {}, chosen: ["a", "b"] },
  "a run": { filter: { run: ["r2"] }, chosen: ["b"] },
  "several runs": { filter: { run: ["r1", "r2"] }, chosen: ["a", "b"] },
  "an account": { filter: { account: ["222222222222"] }, chosen: ["b"] },
  "a resource by its id": { filter: { resource: a.resource.id }, chosen: ["a"] },
  "resources by a part of their ids": { filter: { resource: "https://" }, chosen: ["a", "b"] },
  "a check": { filter: { check: ["sqs/other"] }, chosen: ["b"] },
  "a status": { filter: { status: ["failed", "drifted"] }, chosen: ["b"] },
  "an instant": { filter: { since: "2026-03-08T00:00:00Z" }, chosen: ["b"] },
  "an instant elsewhere": { filter: { since: "2026-03-08T02:00:01+02:00" }, chosen: [] },
  "a day": { filter: { since: "2026-03-01" }, chosen: ["a", "b"] },
  "an age in days": { filter: { since: "7d" }, chosen: ["a", "b"] },
  "an age in hours": { filter: { since: "12h" }, chosen: ["b"] },
  "an age in minutes": { filter: { since: "719m" }, chosen: [] },
  "what does not go together": { filter: { run: ["r1"], status: ["failed"] }, chosen: [] },
};
describe("entries chosen by", () => {
  it.each(Object.entries(rows))("%s", (_, { filter, chosen }) => {
    const isWanted = entryFilter(JournalFilter.parse(filter), now);
    expect(Object.entries(entries).flatMap(([name, entry]) => (isWanted(entry) ? [name] : []))).toEqual(chosen);
  });

  it.each(["yesterday", "7", "7w", "-7d", "2026-13-01", ""])("--since %s is refused", (since) => {
    expect(() => entryFilter({ since }, now)).toThrow(`--since: ${since} is no instant`);
  });
});
