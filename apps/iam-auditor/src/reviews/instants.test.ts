import { describe, expect, it } from "vitest";
import { endOf, instantOf } from "./instants.ts";

const now = new Date("2026-06-01T09:30:00.000Z");

describe("an instant as people write it", () => {
  const rows: Record<string, [text: string, begins: string, ends: string]> = {
    now: ["now", "2026-06-01T09:30:00.000Z", "2026-06-01T09:30:00.000Z"],
    "a day, which one is due at the end of, as on the console's page": [
      "2027-01-01",
      "2027-01-01T00:00:00.000Z",
      "2027-01-01T23:59:59.000Z",
    ],
    "an instant": ["2027-01-01T12:00:00+02:00", "2027-01-01T10:00:00.000Z", "2027-01-01T10:00:00.000Z"],
    "days from now": ["14d", "2026-06-15T09:30:00.000Z", "2026-06-15T09:30:00.000Z"],
  };
  it.each(Object.entries(rows))("%s", (_, [text, begins, ends]) => {
    expect([instantOf("--at", text, now).toISOString(), endOf("--due", text, now).toISOString()]).toEqual([begins, ends]);
  });
  it.each(["soon", "2027-02-30", "2027-01-01T25:00:00Z", ""])("%j is none", (text) => {
    for (const read of [instantOf, endOf]) expect(() => read("--due", text, now)).toThrow(`--due: ${text} is no day and no instant`);
  });
});
