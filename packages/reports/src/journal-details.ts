import type { JournalEntry } from "@plumbline/finding-model/journal";
import { type Colours, colours } from "./colours.ts";
import { stateDiff } from "./plan-diff.ts";
import type { PlanTextOptions } from "./plan-text.ts";
import { resourceName } from "./terminal-parts.ts";
import { counted, printable, wrap } from "./text.ts";

/** The entries of each change of a resource, in the order in which the changes first come. */
export const byChange = (entries: Iterable<JournalEntry>): JournalEntry[][] => [
  ...Map.groupBy(entries, ({ change: { id, resource } }) => JSON.stringify([id, resource])).values(),
];

const indent = "     ";

/** All that a journal tells of some changes: what each was about, its states as a diff, and every entry with who, why and AWS's ids. */
export const journalDetails = (entries: readonly JournalEntry[], { width = 100, color = false }: PlanTextOptions = {}): string => {
  const style = { width: Math.max(60, width), paint: colours(color) };
  if (entries.length === 0) return "The journal has no entries.\n";
  const changes = byChange(entries);
  const lines = changes.flatMap((of, index) => [...(index === 0 ? [] : [""]), ...changeLines(of, style)]);
  const closing = `${counted(changes.length, "change")}, ${entries.length === 1 ? "1 entry" : `${entries.length} entries`}`;
  return [...lines, "", closing].map((line) => `${line}\n`).join("");
};

interface Style {
  readonly width: number;
  readonly paint: Colours;
}

function changeLines(entries: readonly JournalEntry[], style: Style): string[] {
  const [first] = entries;
  if (!first) return [];
  const { id, change, check, severity, resource, aspect, before, after, undo } = first.change;
  const { paint } = style;
  const diff = stateDiff(before, after, paint);
  return [
    paint.strong(printable(`${resource.account} ${resource.region} ${resource.type} ${resourceName(resource)}`)),
    `  ${paint.strong(printable(change))} ${paint.quiet(`change ${printable(id)}`)}`,
    ...field("check", `${severity} ${check}`, style),
    ...field("undo", undo.kind === "restore" ? "writes the state before back" : `impossible: ${undo.reason}`, style),
    ...field("aspect", diff.length === 0 ? `${aspect}: no difference` : aspect, style),
    ...diff.map((line) => indent + line),
    ...entries.flatMap((entry) => entryLines(entry, style)),
  ];
}

function entryLines({ at, action, status, run, who, endpoint, plan, approver, requestIds, reason }: JournalEntry, style: Style): string[] {
  const shade = status === "verified" || status === "undone" ? style.paint.good : style.paint.unsure;
  return [
    `  ${printable(at)} ${action} ${shade(status)}`,
    ...field("who", who, style),
    ...field("run", endpoint === undefined ? run : `${run} at ${endpoint}`, style),
    ...(plan === undefined ? [] : field("plan", plan, style)),
    ...(approver === undefined ? [] : field("approver", approver, style)),
    ...(requestIds.length === 0 ? [] : field("requests", requestIds.join(", "), style)),
    ...(reason === undefined ? [] : field("reason", reason, style)),
  ];
}

const field = (name: string, text: string, { width }: Style): string[] =>
  wrap(printable(text), width - indent.length - 10).map((line, index) => `${indent}${(index === 0 ? name : "").padEnd(10)}${line}`);
