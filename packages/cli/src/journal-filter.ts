import { ChangeStatus } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { AccountId } from "@plumbline/finding-model/resource";
import { type Command, Option } from "commander";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import { toList } from "./global-options.ts";

export const JournalFilter = z.object({
  run: z.array(z.string()).optional(),
  account: z.array(AccountId).optional(),
  resource: z.string().optional(),
  check: z.array(z.string()).optional(),
  status: z.array(z.enum(["writing", ...ChangeStatus.options])).optional(),
  since: z.string().optional(),
});
export type JournalFilter = z.infer<typeof JournalFilter>;

/** Adds the options by which entries are chosen; an entry must fit all that are given. */
export const addFilterOptions = (command: Command): Command =>
  command
    .addOption(new Option("--run <ids>", "only of these runs").argParser(toList))
    .addOption(new Option("--account <ids>", "only of these accounts").argParser(toList))
    .addOption(new Option("--resource <text>", "only of resources whose id holds this"))
    .addOption(new Option("--check <ids>", "only of these checks").argParser(toList))
    .addOption(new Option("--status <words>", "only with these, such as failed,drifted").argParser(toList))
    .addOption(new Option("--since <when>", "only from then on: an instant, a day, or an age such as 12h or 7d"));

/** Makes a function that tells whether an entry was asked for. */
export function entryFilter(filter: JournalFilter, now: Date): (entry: JournalEntry) => boolean {
  const { run, account, resource, check, status } = filter;
  const since = filter.since === undefined ? undefined : sinceOf(filter.since, now);
  const has = <T>(wanted: readonly T[] | undefined, one: T): boolean => wanted?.includes(one) ?? true;
  return (entry) =>
    has(run, entry.run) &&
    has(account, entry.change.resource.account) &&
    (resource === undefined || entry.change.resource.id.includes(resource)) &&
    has(check, entry.change.check) &&
    has(status, entry.status) &&
    (since === undefined || new Date(entry.at) >= since);
}

const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
const millisecondsOf: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An instant as `--since` says it: an instant, a day, or an age such as 12h or 7d. Throws a usage error for another text. */
export function sinceOf(text: string, now: Date): Date {
  const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (millisecondsOf[unit] ?? 0));
  const instant = Instant.safeParse(text);
  if (!instant.success) throw usageError(`--since: ${text} is no instant`, "give one such as 2026-03-01, 2026-03-01T12:00:00Z, 12h or 7d");
  return new Date(instant.data);
}
