import { type Exception, ExceptionEntry } from "@plumbline/finding-model/exception";
import { stringify } from "yaml";

const proposedDays = 90;
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/**
 * Exceptions as a file that `--exceptions` takes. Those of the old variables get today as their day of creation, and a last day in 90 days;
 * a comment asks for their real owner, reason and end.
 */
export function exceptionEntries(exceptions: readonly Exception[], now: Date): string {
  const proposed = { created: dayOf(now.getTime()), expires: dayOf(now.getTime() + proposedDays * 24 * 3_600_000) };
  const entries = exceptions.map(({ expires, ...scope }) =>
    ExceptionEntry.parse(expires === undefined ? { ...scope, ...proposed } : { ...scope, expires }),
  );
  const written = entries.map((entry) => Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, single(value)])));
  const isOld = exceptions.some(({ expires }) => expires === undefined);
  const head = isOld
    ? `# Entries of old variables: name their owner and reason, and choose their last day (proposed: ${proposed.expires}, ${proposedDays} days ahead).\n`
    : "";
  return head + stringify({ exceptions: written }, { lineWidth: 0 });
}
