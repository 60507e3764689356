import { expect, test } from "vitest";
import { Opening } from "./opening.ts";

const first = "1000-01-01T00:00:00.000Z";
const last = "9999-12-31T23:59:59.999Z";
const rows: Record<string, [given: Partial<Record<"opensAt" | "dueAt" | "snapshotAt", string>>, path: string | undefined]> = {
  "all years that have four digits": [{ opensAt: first, dueAt: last, snapshotAt: first }, undefined],
  "a due date of a later year": [{ dueAt: "+010000-01-01T00:00:00.000Z" }, "dueAt"],
  "a beginning before them": [{ opensAt: "0999-12-31T23:59:59.999Z" }, "opensAt"],
  "a snapshot of the first year": [{ snapshotAt: "0001-01-01T00:00:00.000Z" }, "snapshotAt"],
  "an end before the beginning": [{ opensAt: last, dueAt: first }, "dueAt"],
};
test.each(Object.entries(rows))("a campaign of %s is opened, or refused", (_, [given, path]) => {
  const times = Object.fromEntries(Object.entries({ dueAt: last, ...given }).map(([name, at]) => [name, new Date(at)]));
  const parsed = Opening.safeParse({ id: "q2", name: "Q2", accounts: ["111122223333"], routing: { defaultReviewer: "boss" }, ...times });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual(path === undefined ? undefined : [path]);
  for (const { message } of parsed.error?.issues ?? []) expect(message).toMatch(/years 1000 to 9999|due after it opens/);
});
