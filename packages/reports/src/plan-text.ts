import { becauseText } from "@plumbline/finding-model/because";
import type { ChangeStatus, Plan, PlannedChange, Undo, Unplanned } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { type Colours, colours } from "./colours.ts";
import { stateDiff } from "./plan-diff.ts";
import { blastRadiusText, callText } from "./plan-parts.ts";
import { type Column, cell, type Paint, tableLines } from "./table.ts";
import { resourceName } from "./terminal-parts.ts";
import { counted, printable, wrap } from "./text.ts";

export interface PlanTextOptions {
  /** Columns; 100 unless given, at least 60. Lines of a diff are never cut. */
  readonly width?: number | undefined;
  /** Off unless given. */
  readonly color?: boolean | undefined;
}

interface Style {
  readonly width: number;
  readonly paint: Colours;
}

const styleOf = ({ width = 100, color = false }: PlanTextOptions): Style => ({ width: Math.max(60, width), paint: colours(color) });
const indent = "     ";

/** A plan for the terminal: the changes by resource with what each does, needs and leaves behind, then what is not planned and why. */
export const planText = (plan: Plan, options: PlanTextOptions = {}): string => {
  const style = styleOf(options);
  const place = plan.endpoint === undefined ? "" : ` at ${plan.endpoint}`;
  const title = printable(`Plan for run ${plan.run}${place}, evaluated at ${plan.evaluatedAt}, made at ${plan.createdAt}`);
  const numbers = new Map(plan.changes.map(({ id }, index) => [id, index + 1]));
  const production = new Set<string | undefined>(plan.accounts.filter(({ kind }) => kind === "prod").map(({ id }) => id));
  const byResource = [...Map.groupBy(plan.changes, placeOf)];
  const lines = [
    ...wrap(title, style.width).map(style.paint.strong),
    ...byResource.flatMap(([place, changes]) => [
      "",
      style.paint.strong(place) + (production.has(changes[0]?.resource.account) ? ` ${style.paint.bad("(prod account)")}` : ""),
      ...changes.flatMap((change) => changeLines(change, numbers.get(change.id) ?? 0, style)),
    ]),
    ...unplannedLines(plan.unplanned, style),
    "",
    closingLine(plan, byResource.length),
    style.paint.quiet(`hash ${plan.hash}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
};

/** What stood in a journal, one line an entry, in the journal's order. */
export const journalText = (entries: Iterable<JournalEntry>, options: PlanTextOptions = {}): string => {
  const { width, paint } = styleOf(options);
  const head = ["at", "action", "status", "check", "resource", "change", "reason"].map((title) => cell(title, paint.quiet));
  const rows = Array.from(entries, ({ at, action, status, change, reason }) => [
    cell(at),
    cell(action),
    cell(status, statusPaint(status, paint)),
    cell(printable(change.check)),
    cell(printable(`${change.resource.account} ${change.resource.region} ${resourceName(change.resource)}`)),
    cell(printable(change.id)),
    cell(printable(reason ?? "")),
  ]);
  if (rows.length === 0) return "The journal has no entries.\n";
  const whole = { fit: "whole" } as const;
  const ids = (share: number) => ({ fit: "ids", share }) as const;
  const columns: readonly Column[] = [whole, whole, whole, ids(0.16), ids(0.26), ids(0.12), { fit: "prose" }];
  return tableLines([head, ...rows], columns, width, "")
    .map((line) => `${line}\n`)
    .join("");
};

const statusPaint = (status: "writing" | ChangeStatus, paint: Colours): Paint => {
  if (status === "verified" || status === "undone") return paint.good;
  return status === "writing" || status === "in-progress" || status === "applied" ? paint.unsure : paint.bad;
};

const placeOf = ({ resource }: { resource: ResourceRef }): string =>
  printable(`${resource.account} ${resource.region} ${resource.type} ${resourceName(resource)}`);

const undoText = (undo: Undo): string => {
  if (undo.kind === "impossible") return `impossible: ${undo.reason}; needs --allow-irreversible`;
  if (undo.notRestored.length === 0) return "writes the state before back";
  return `writes the state before back, except ${undo.notRestored.join(", ")}`;
};

const outcomeText: Readonly<Record<PlannedChange["outcome"], string>> = {
  cured: "cures: the check passes afterwards",
  contained: "contains: the harm is limited, the finding stays",
};

const changeLines = (change: PlannedChange, number: number, style: Style): string[] => {
  const { width, paint } = style;
  const { severity, check, outcome, undo, iam, calls, blastRadius, note, before, after, aspect, because } = change;
  const radius = blastRadiusText(blastRadius);
  const field = (name: string, text: string, shade: Paint = (same) => same): string[] =>
    wrap(printable(text), width - indent.length - 9).map((line, index) => `${indent}${(index === 0 ? name : "").padEnd(9)}${shade(line)}`);
  const diff = stateDiff(before, after, paint);
  return [
    `${`${number}.`.padStart(4)} ${paint.strong(printable(change.change))} ${paint.quiet(`change ${printable(change.id)}`)}`,
    ...field("check", `${severity} ${check}`, paint[severity]),
    ...(because ? field("because", becauseText(because)) : []),
    ...field("outcome", outcomeText[outcome]),
    ...field("undo", undoText(undo), undo.kind === "impossible" ? paint.bad : undefined),
    ...(radius === undefined ? [] : field("touches", radius, paint.unsure)),
    ...field("IAM", iam.length === 0 ? "none" : iam.join(", ")),
    ...calls.flatMap((call) => field("call", callText(call), paint.quiet)),
    ...(note === undefined ? [] : field("note", note, paint.unsure)),
    ...field("aspect", diff.length === 0 ? `${aspect}: no difference` : aspect),
    ...diff.map((line) => indent + line),
  ];
};

const unplannedLines = (unplanned: readonly Unplanned[], { width, paint }: Style): string[] => {
  if (unplanned.length === 0) return [];
  const groups = [...Map.groupBy(unplanned, ({ check, reason }) => printable(`${check}: ${reason}`))];
  return [
    "",
    paint.strong("Not planned"),
    ...groups.flatMap(([title, findings]) => [
      ...wrap(title, width - 2).map((line) => `  ${line}`),
      ...findings.map((finding) => `    ${paint.quiet(placeOf(finding))}`),
    ]),
  ];
};

const closingLine = ({ changes, unplanned }: Plan, resources: number): string => {
  const count = (test: (change: PlannedChange) => boolean) => changes.filter(test).length;
  const cures = count(({ outcome }) => outcome === "cured");
  const impossible = count(({ undo }) => undo.kind === "impossible");
  return [
    `${counted(changes.length, "change")} on ${counted(resources, "resource")}: ${cures} cured, ${changes.length - cures} contained`,
    `; ${impossible} cannot be undone; ${counted(unplanned.length, "finding")} not planned`,
  ].join("");
};
