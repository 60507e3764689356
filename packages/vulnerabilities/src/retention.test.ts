import { VulnerabilityState } from "@plumbline/finding-model/vulnerability";
import { expect, it, test } from "vitest";
import { type Fate, fateOf, isExpired } from "./retention.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const day = 24 * 3_600_000;
const ago = (days: number) => new Date(now.getTime() - days * day);

const rows: Record<string, readonly [state: VulnerabilityState, days: number, Fate]> = {
  "live and fresh": ["new", 0, "keep"],
  "live for long": ["notified", 89.9, "keep"],
  "live and so old that it may have been removed": ["new", 90, "ask"],
  "live and very old: never deleted by its age": ["active", 4000, "ask"],
  "archived a moment ago": ["archived", 0, "keep"],
  "archived, and still there for sure": ["archived", 29.9, "keep"],
  "archived, and perhaps removed": ["archived", 30, "ask"],
  "archived on the last day": ["archived", 89.9, "ask"],
  "archived for 90 days": ["archived", 90, "delete"],
  "suppressed a moment ago: it can be taken back unseen": ["suppressed", 0, "ask"],
  "suppressed for years: never deleted by its age": ["suppressed", 900, "ask"],
  resolved: ["resolved", 10, "ask"],
  "resolved for years: never deleted by its age": ["resolved", 900, "ask"],
  "a check that passed": ["passed", 10, "keep"],
  "a check that passed, and is still there for sure": ["passed", 89.9, "keep"],
  "a check that passed, and perhaps removed: never deleted by its age": ["passed", 90, "ask"],
  "closed by Inspector": ["closed", 2.9, "keep"],
  "closed by Inspector, and perhaps removed": ["closed", 3, "ask"],
  "closed for 90 days": ["closed", 90, "delete"],
  "updated after this clock": ["archived", -1, "keep"],
};
it.each(Object.entries(rows))("%s", (_name, [state, days, expected]) => {
  expect(fateOf({ state, updated: ago(days) }, now)).toBe(expected);
});

test("only what is archived or closed expires", () => {
  const expired = (days: number) => VulnerabilityState.options.filter((state) => isExpired({ state, updated: ago(days) }, now));
  expect(expired(89.9)).toEqual([]);
  expect(expired(90)).toEqual(["archived", "closed"]);
  expect(expired(4000)).toEqual(["archived", "closed"]);
});
