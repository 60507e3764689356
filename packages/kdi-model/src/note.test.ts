import { expect, test } from "vitest";
import { countNotes, type Note, type NoteCounts, sayNotes } from "./note.ts";

test("notes are counted by kind, with the first few subjects, each once", () => {
  const skipped = Array.from({ length: 7 }, (_, i): Note => ({ kind: "suppressed-left-out", subject: `f${i}` }));
  const newer: Note = { kind: "unknown-resource-type", subject: "AWS_TOASTER" };
  const counts = [[newer], skipped, [newer, newer], []].reduce<NoteCounts>(countNotes, new Map());
  expect(sayNotes(counts)).toEqual([
    "suppressed findings that were left out, as asked (7): f0, f1, f2, f3, f4 ...",
    "resources of a type that is newer than this version: sent as external_id (3): AWS_TOASTER",
  ]);
  expect(sayNotes(new Map())).toEqual([]);
});
