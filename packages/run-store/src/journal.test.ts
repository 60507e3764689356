import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { change, entry, place } from "./example.fixture.ts";
import { changeIds, latestOf } from "./journal.ts";

const [writing, verified, undone] = [entry("apply", "writing"), entry("apply", "verified"), entry("undo", "undone")];
const other = change("c2", { change: "sqs/tags" });
const elsewhere = change("c1", { resource: { ...place, id: "other" } });
const idRows: Record<string, { entries: JournalEntry[]; id: string | undefined }> = {
  "nothing was done": { entries: [], id: undefined },
  "applied and verified": { entries: [writing, verified], id: "c1" },
  "applied, and AWS is still on its way": { entries: [writing, entry("apply", "in-progress")], id: "c1" },
  "begun and never ended": { entries: [writing], id: undefined },
  failed: { entries: [writing, entry("apply", "failed")], id: undefined },
  refused: { entries: [entry("apply", "refused")], id: undefined },
  undone: { entries: [verified, undone], id: undefined },
  "an undo that failed": { entries: [verified, entry("undo", "writing"), entry("undo", "failed")], id: "c1" },
  "undone and applied again": { entries: [verified, undone, entry("apply", "verified", change("c9"))], id: "c9" },
  "another change of the same resource": { entries: [entry("apply", "verified", other)], id: undefined },
  "another resource": { entries: [entry("apply", "verified", elsewhere)], id: undefined },
};
describe("changeIds", () => {
  it.each(Object.entries(idRows))("%s", (_, { entries, id }) => {
    expect(changeIds(entries)(verified.change.resource, "sqs/policy")).toBe(id);
  });
});

const latestRows: Record<string, { entries: JournalEntry[]; statuses: string[] }> = {
  nothing: { entries: [], statuses: [] },
  "begun and never ended": { entries: [writing], statuses: ["c1 writing"] },
  ended: { entries: [writing, verified], statuses: ["c1 verified"] },
  undone: { entries: [writing, verified, entry("undo", "writing"), undone], statuses: ["c1 undone"] },
  "refused to a later run": { entries: [writing, entry("apply", "refused")], statuses: ["c1 writing"] },
  "refused at once": { entries: [entry("apply", "refused")], statuses: ["c1 refused"] },
  "two changes of one resource": {
    entries: [writing, entry("apply", "verified", other), verified],
    statuses: ["c1 verified", "c2 verified"],
  },
  "two resources": { entries: [writing, entry("apply", "failed", elsewhere)], statuses: ["c1 writing", "c1 failed"] },
};
describe("latestOf", () => {
  it.each(Object.entries(latestRows))("%s", (_, { entries, statuses }) => {
    expect([...latestOf(entries).values()].map(({ change, status }) => `${change.id} ${status}`)).toEqual(statuses);
  });
});
