import { toPattern } from "@plumbline/audit-kit/to-pattern";
import { z } from "zod";
import { proveCheck } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";

const Duration = z.string().regex(/^\d{1,4}[dh]$/, "must be days or hours, such as 7d or 12h");

/** How long before a run makes a change it is announced: for all checks, or by check and pattern; nothing is announced where none fits. */
export const NotifyFirst = z.union([Duration, z.record(z.string().min(1), Duration)]);
export type NotifyFirst = z.infer<typeof NotifyFirst>;

const hour = 3_600_000;
const milliseconds = (duration: string): number => Number(duration.slice(0, -1)) * (duration.endsWith("d") ? 24 * hour : hour);
const letters = (pattern: string): number => pattern.replaceAll("*", "").length;

/** Tells for how many milliseconds a check's changes are announced ahead. Of several patterns that fit, the one with the most letters counts. */
export function graceOf(notifyFirst: NotifyFirst | undefined): (check: string) => number {
  const rules = Object.entries(typeof notifyFirst === "string" ? { "*": notifyFirst } : (notifyFirst ?? {}))
    .map(([pattern, duration]) => ({ pattern: toPattern(pattern), letters: letters(pattern), grace: milliseconds(duration) }))
    .sort((a, b) => b.letters - a.letters);
  return (check) => rules.find(({ pattern }) => pattern.test(check))?.grace ?? 0;
}

/** Proves that what is announced first is of known checks, and that somebody is told: nobody hears an announcement without a channel. */
export function proveNotifyFirst(notifyFirst: NotifyFirst | undefined, hasChannel: boolean): void {
  if (notifyFirst === undefined) return;
  for (const pattern of Object.keys(typeof notifyFirst === "string" ? {} : notifyFirst)) proveCheck(pattern, "notifyFirst is of an ");
  if (!hasChannel)
    throw usageError("notifyFirst announces changes, and no channel is configured", "name channels below notify, or leave notifyFirst out");
}
