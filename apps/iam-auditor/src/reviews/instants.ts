import { usageError } from "@plumbline/cli/command-error";
import { z } from "zod";

const Instant = z.iso.datetime({ offset: true });
const Day = z.iso.date();
const dayLength = 86_400_000;

/** An instant as people write it: `now`, a day (its beginning, UTC), an instant, or so many days from now such as `14d`. */
export function instantOf(option: string, text: string, now: Date): Date {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (text === "now") return now;
  if (days !== undefined) return new Date(now.getTime() + Number(days) * dayLength);
  if (Day.safeParse(text).success || Instant.safeParse(text).success) return new Date(text);
  throw usageError(`${option}: ${text} is no day and no instant`, "write it like 2026-06-30, 2026-06-30T12:00:00Z or 14d");
}

/** As instantOf, but a day is its last second: who has a day has all of it, as on the console's pages. */
export const endOf = (option: string, text: string, now: Date): Date =>
  instantOf(option, Day.safeParse(text).success ? `${text}T23:59:59Z` : text, now);
