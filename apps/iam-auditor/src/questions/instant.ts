import { usageError } from "@plumbline/cli/command-error";

const units: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const hint = "give a day (2026-03-31, its end in UTC), an instant (2026-03-31T12:00:00Z), an age (12h, 7d, 2w) or now";

/** Milliseconds of an age such as `12h`, `7d` or `2w`; undefined for a text that is none. */
export function ageOf(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,5})([hdw])$/.exec(text.trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
}

/**
 * Reads an instant: `now`, an age such as `7d`, an instant with its zone, or a day, which counts to its end in UTC, or to now where it is
 * today. Throws a usage error for anything else, and for what has not come yet.
 */
export function toInstant(text: string, now: Date): Date {
  const word = text.trim();
  if (word === "now") return now;
  const age = ageOf(word);
  if (age !== undefined) return new Date(now.getTime() - age);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(word);
  if (!isDay && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(word))
    throw usageError(`${JSON.stringify(text)} is no instant`, hint);
  const start = new Date(isDay ? `${word}T00:00:00.000Z` : word);
  // A day such as 30 February is read as one of March, or not at all.
  if (Number.isNaN(start.getTime()) || (isDay && start.toISOString().slice(0, 10) !== word))
    throw usageError(`${JSON.stringify(text)} is no day of the calendar`, hint);
  if (start.getTime() > now.getTime()) throw usageError(`${word} has not come yet`, hint);
  return isDay ? new Date(Math.min(start.getTime() + (units["d"] ?? 0) - 1, now.getTime())) : start;
}
