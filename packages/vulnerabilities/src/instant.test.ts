import { expect, it } from "vitest";
import { Instant } from "./instant.ts";

const rows: Record<string, readonly [unknown, string | undefined]> = {
  "a date of the SDK": [new Date("2026-05-01T08:00:00Z"), "2026-05-01T08:00:00.000Z"],
  "seconds on the wire": [1678220584.098, "2023-03-07T20:23:04.098Z"],
  "a text in UTC": ["2022-01-17T16:03:05Z", "2022-01-17T16:03:05.000Z"],
  "a text with microseconds": ["2022-01-17T16:03:05.123456Z", "2022-01-17T16:03:05.123Z"],
  "a text with an offset": ["2024-02-02T16:30:33.045000+01:00", "2024-02-02T15:30:33.045Z"],
  "a text with an offset without a colon": ["2024-02-02T16:30:33+0100", "2024-02-02T15:30:33.000Z"],
  "a text as Python prints it": ["2025-12-26 14:21:44.742000+01:00", "2025-12-26T13:21:44.742Z"],
  "a text without a zone": ["2022-01-17T16:03:05", undefined],
  "no time": ["yesterday Z", undefined],
  "milliseconds taken for seconds": [1678220584098, undefined],
  "a date that is none": [new Date(Number.NaN), undefined],
};
it.each(Object.entries(rows))("%s", (_name, [value, expected]) => {
  expect(Instant.safeParse(value).data).toBe(expected);
});
