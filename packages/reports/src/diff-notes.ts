import { isGap } from "@plumbline/finding-model/coverage";
import type { RunHeader, RunReport } from "@plumbline/finding-model/run-report";
import { counted } from "./text.ts";

type Side = Pick<RunReport, "header" | "summary">;

const benchmarkText = ({ benchmark }: RunHeader): string =>
  benchmark ? `${benchmark.title} (${counted(benchmark.controls.length, "control")})` : "no benchmark";
const json = (value: unknown): string => JSON.stringify(value ?? null);
const missing = (from: readonly string[], other: readonly string[]): string[] => from.filter((one) => !other.includes(one));
const named = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");

/** What makes two runs not alike, a sentence each: edition, settings, checks, accounts, regions, tags, clocks and gaps. */
export function diffNotes({ header: a, summary: before }: Side, { header: b, summary: now }: Side): string[] {
  const notes: string[] = [];
  const [asked, asks] = [a.checks.map(({ id }) => id), b.checks.map(({ id }) => id)];
  if (benchmarkText(a) !== benchmarkText(b)) notes.push(`the earlier run answers ${benchmarkText(a)}, the later one ${benchmarkText(b)}`);
  const changed = asks.filter((id) => asked.includes(id) && json(a.settings[id]) !== json(b.settings[id]));
  if (changed.length > 0) notes.push(`the runs judge by other settings: ${named(changed)}`);
  for (const [of, ids] of [
    ["earlier", missing(asked, asks)],
    ["later", missing(asks, asked)],
  ] as const)
    if (ids.length > 0) notes.push(`only the ${of} run asked ${counted(ids.length, "check")}: ${named(ids)}`);
  const [were, are] = [a.accounts.map(({ id }) => id), b.accounts.map(({ id }) => id)];
  for (const [of, ids] of [
    ["earlier", missing(were, are)],
    ["later", missing(are, were)],
  ] as const)
    if (ids.length > 0) notes.push(`only the ${of} run looked at ${counted(ids.length, "account")}: ${named(ids)}`);
  const regions = (header: RunHeader) => [...new Set(header.accounts.flatMap((account) => account.regions))].sort();
  for (const [of, names] of [
    ["earlier", missing(regions(a), regions(b))],
    ["later", missing(regions(b), regions(a))],
  ] as const)
    if (names.length > 0) notes.push(`only the ${of} run looked at ${counted(names.length, "region")}: ${named(names)}`);
  if (json(a.tags) !== json(b.tags)) notes.push("the runs looked at resources with other tags");
  if (a.partition !== b.partition) notes.push(`the earlier run is of partition ${a.partition}, the later one of ${b.partition}`);
  if (a.evaluatedAt > b.evaluatedAt) notes.push("the earlier run was evaluated after the later one: the names may be the wrong way round");
  for (const [of, summary] of [
    ["earlier", before],
    ["later", now],
  ] as const) {
    const gaps = summary.coverage.filter(isGap).length;
    const { unknown } = summary.counts;
    if (gaps + unknown > 0) notes.push(`the ${of} run is incomplete: ${counted(gaps, "gap")}, ${counted(unknown, "unknown finding")}`);
  }
  return notes;
}
