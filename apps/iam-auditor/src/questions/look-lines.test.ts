import { describe, expect, test } from "vitest";
import { type LookedFor, lookLines, oldLines } from "./look-lines.ts";

const at = "2026-03-01T12:00:00.000Z";
const [one, two] = ["111122223333", "444455556666"];
const looked = (...looks: LookedFor["looked"]["looks"]): LookedFor => ({ at, looked: { complete: true, gaps: [], looks } });
const [january, hour, yesterday, now] = ["2026-01-30T12:00:00.000Z", "2026-03-01T11:00:00.000Z", "2026-02-28T12:00:00.000Z", at];
const week = { text: "7d", milliseconds: 7 * 86_400_000 };

const rows: Record<string, { readonly of: readonly LookedFor[]; readonly looks: readonly string[]; readonly old: readonly string[] }> = {
  "nobody ever looked": { of: [looked()], looks: [], old: [] },
  "at once": { of: [looked({ account: one, from: now, to: now })], looks: [`Looked at ${now}`], old: [] },
  "over an hour": { of: [looked({ account: one, from: hour, to: now })], looks: [`Looked at between ${hour} and ${now}`], old: [] },
  "one of two accounts long ago": {
    of: [looked({ account: one, from: yesterday, to: hour }, { account: two, from: january, to: january })],
    looks: [`Looked at between ${january} and ${hour}`],
    old: [`Old: some of ${two} was last looked at completely ${january}, 30 days before ${at} (--max-age 7d)`],
  },
  "two instants, each by itself": {
    of: [looked({ account: one, from: january, to: january }), { ...looked({ account: one, from: january, to: january }), at: january }],
    looks: [`As of ${at}: looked at ${january}`, `As of ${january}: looked at ${january}`],
    old: [`Old: some of ${one} was last looked at completely ${january}, 30 days before ${at} (--max-age 7d)`],
  },
  "exactly the age": { of: [looked({ account: one, from: "2026-02-22T12:00:00.000Z", to: now })], looks: [expect.any(String)], old: [] },
  "a millisecond more": {
    of: [looked({ account: one, from: "2026-02-22T11:59:59.999Z", to: now })],
    looks: [expect.any(String)],
    old: [expect.stringContaining("7 days before")],
  },
};

describe("looks", () => {
  test.each(Object.entries(rows))("%s", (_, { of, looks, old }) => {
    expect({ looks: lookLines(of), old: oldLines(of, week) }).toEqual({ looks, old });
  });
  test("more old ones than can be told", () => {
    const accounts = Array.from({ length: 25 }, (_, n) => ({ account: String(n).padStart(12, "0"), from: january, to: now }));
    const lines = oldLines([looked(...accounts)], { text: "2h", milliseconds: 7_200_000 });
    expect({ count: lines.length, last: lines.at(-1) }).toEqual({ count: 21, last: "and 5 accounts more looked at long ago" });
  });
});
