import { describe, expect, it } from "vitest";
import { pauseOf } from "./retry-after.ts";

describe("Retry-After", () => {
  const headers: Record<string, [header: string | null, pause: number | undefined]> = {
    none: [null, undefined],
    seconds: ["7", 7000],
    "an instant": ["Sun, 01 Mar 2026 12:00:10 GMT", 10_000],
    "an instant that is over": ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    "no time": ["soon", undefined],
  };
  it.each(Object.entries(headers))("%s", (_, [header, pause]) => {
    expect(pauseOf(header, new Date(Date.UTC(2026, 2, 1, 12)))).toBe(pause);
  });
});
