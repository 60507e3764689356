import { describe, expect, test } from "vitest";
import { toInstant } from "./instant.ts";

const now = new Date("2026-03-01T12:00:00.000Z");
const taken: Record<string, string> = {
  now: "2026-03-01T12:00:00.000Z",
  " now ": "2026-03-01T12:00:00.000Z",
  "12h": "2026-03-01T00:00:00.000Z",
  "7d": "2026-02-22T12:00:00.000Z",
  "2w": "2026-02-15T12:00:00.000Z",
  "0d": "2026-03-01T12:00:00.000Z",
  "2026-02-28": "2026-02-28T23:59:59.999Z",
  "2024-02-29": "2024-02-29T23:59:59.999Z",
  "2026-03-01": "2026-03-01T12:00:00.000Z",
  "2026-02-28T10:00:00Z": "2026-02-28T10:00:00.000Z",
  "2026-02-28T10:00Z": "2026-02-28T10:00:00.000Z",
  "2026-02-28T10:00:00.250+01:00": "2026-02-28T09:00:00.250Z",
};
const refused: Record<string, RegExp> = {
  "": /is no instant/,
  yesterday: /is no instant/,
  "7": /is no instant/,
  "-7d": /is no instant/,
  "7y": /is no instant/,
  "2026-2-1": /is no instant/,
  "01.02.2026": /is no instant/,
  "2026-02-28T10:00:00": /is no instant/,
  "2026-02-29": /is no day of the calendar/,
  "2026-13-01": /is no day of the calendar/,
  "2026-02-28T25:00:00Z": /is no day of the calendar/,
  "2026-03-02": /has not come yet/,
  "2026-03-01T12:00:01Z": /has not come yet/,
};

describe("toInstant", () => {
  test.each(Object.entries(taken))("%j is %s", (text, instant) => {
    expect(toInstant(text, now).toISOString()).toBe(instant);
  });
  test.each(Object.entries(refused))("%j is refused", (text, why) => {
    expect(() => toInstant(text, now)).toThrow(why);
  });
});
