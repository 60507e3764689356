import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef, Severity } from "@plumbline/finding-model/resource";
import type { RunHeader, RunSummary } from "@plumbline/finding-model/run-report";
import { callsByService } from "./calls.ts";
import type { Colours } from "./colours.ts";
import { marksOf, reasonOf } from "./finding-words.ts";
import { type GapGroup, gapGroups } from "./gaps.ts";
import type { CheckGroup } from "./gather.ts";
import { type Cell, type Column, cell, layout, rowLines, tableLines } from "./table.ts";
import { counted, cut, printable, wrap } from "./text.ts";

export interface Style {
  readonly width: number;
  readonly limit: number;
  readonly paint: Colours;
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
const barLength = 24;
const namedAccounts = 6;
const findingColumns: readonly Column[] = [{ fit: "whole" }, { fit: "whole" }, { fit: "ids", share: 0.34 }, { fit: "prose" }];

/** What was looked at and when, then the accounts by name. */
export const headerLines = ({ id, partition, endpoint, accounts, checks, evaluatedAt }: RunHeader, { width, paint }: Style): string[] => {
  const regions = new Set(accounts.flatMap((account) => account.regions)).size;
  const scope = [counted(accounts.length, "account"), counted(regions, "region"), counted(checks.length, "check")].join(", ");
  const place = endpoint === undefined ? partition : `${partition} at ${endpoint}`;
  const first = `Run ${id}: ${scope} in ${place}; evaluated at ${evaluatedAt}`;
  const names = accounts
    .slice(0, namedAccounts)
    .map((account) => (account.name === undefined ? account.id : `${account.id} ${account.name}`));
  const more = accounts.length > namedAccounts ? ` and ${accounts.length - namedAccounts} more` : "";
  const second = names.length > 0 ? wrap(printable(`Accounts: ${names.join(", ")}${more}`), width) : [];
  return [...wrap(printable(first), width).map(paint.strong), ...second];
};

/** Failing findings by severity, with a bar that is longest for the largest count. */
export const severityLines = ({ failBySeverity }: RunSummary, { paint }: Style): string[] => {
  const largest = Math.max(...severities.map((severity) => failBySeverity[severity]));
  const bar = (count: number) => "█".repeat(count === 0 ? 0 : Math.max(1, Math.round((count / largest) * barLength)));
  const rows = severities.map((severity) => {
    const count = failBySeverity[severity];
    const shade = count === 0 ? paint.quiet : paint[severity];
    return [cell(severity, shade), cell(String(count), shade), cell(bar(count), shade)];
  });
  return tableLines(rows, [{ fit: "whole" }, { fit: "whole", align: "right" }, { fit: "whole" }], Number.POSITIVE_INFINITY);
};

/** How a resource is called in a row: its id and the part of it; a region has no id of its own. */
export const resourceName = ({ id }: ResourceRef, subKey?: string): string => {
  const name = id === "" ? "-" : id;
  return printable(subKey === undefined ? name : `${name} / ${subKey}`);
};

const reasonCell = (finding: Finding, { paint }: Style): Cell => {
  const reason = printable(reasonOf(finding));
  const marks = marksOf(finding).map((mark) => `[${mark}]`);
  return {
    lines: [...(reason === "" ? [] : [{ text: reason }]), ...marks.map((mark) => ({ text: printable(mark), paint: paint.marked }))],
  };
};

const findingRow = (finding: Finding, style: Style): Cell[] => {
  const { resource, subKey } = finding;
  return [cell(resource.account), cell(printable(resource.region)), cell(resourceName(resource, subKey)), reasonCell(finding, style)];
};

/** Each group as a line for the check and a row for each finding; all rows of a section share their columns. */
export const groupLines = (groups: readonly CheckGroup[], style: Style): string[] => {
  const { width, paint } = style;
  const indent = "  ";
  const tables = groups.map((group) => ({ group, rows: group.findings.map((finding) => findingRow(finding, style)) }));
  const allRows = tables.flatMap(({ rows }) => rows);
  const widths = layout(allRows, findingColumns, width - indent.length);
  return tables.flatMap(({ group: { severity, check, title, count, findings }, rows }, index) => {
    const label = severity.toUpperCase();
    const rest = cut(printable(title), Math.max(20, width - label.length - check.length - String(count).length - 5));
    const more = count - findings.length;
    return [
      ...(index === 0 ? [] : [""]),
      `${paint[severity](label)} ${paint.strong(printable(check))} (${count}) ${rest}`,
      ...rows.flatMap((row) => rowLines(row, findingColumns, widths)).map((line) => indent + line),
      ...(more > 0 ? [`${indent}${paint.quiet(`... and ${more} more (see findings.jsonl)`)}`] : []),
    ];
  });
};

const placesOf = ({ accounts, regions }: GapGroup): string => {
  const named = (names: readonly string[], word: string) => (names.length === 1 ? printable(names[0] ?? "") : counted(names.length, word));
  return `${named(accounts, "account")}, ${named(regions, "region")}`;
};

/** What could not be looked at; equal gaps are one line with their count. */
export const gapLines = ({ coverage }: RunSummary, { width, limit, paint }: Style): string[] => {
  const groups = gapGroups(coverage);
  const rows = groups.slice(0, limit).map((group) => {
    const read = group.asked > 0 ? `read ${group.ok} of ${group.asked}` : "";
    return [
      cell(`${group.count} x`, paint.unsure),
      cell(group.outcome, paint.unsure),
      cell(printable(`${group.type} ${group.aspect}`)),
      cell(placesOf(group)),
      cell([read, printable(group.message ?? "")].filter((text) => text !== "").join("; ")),
    ];
  });
  const whole = { fit: "whole" } as const;
  const columns: readonly Column[] = [{ fit: "whole", align: "right" }, whole, { fit: "ids", share: 0.24 }, whole, { fit: "prose" }];
  const more = groups.length - rows.length;
  return [
    ...tableLines(rows, columns, width),
    ...(more > 0 ? [`  ${paint.quiet(`... and ${more} more (see the coverage in summary.json)`)}`] : []),
  ];
};

/** API calls by service, each with its operations, most called first. */
export const callLines = ({ calls }: RunSummary, { width }: Style): string[] => {
  const rows = callsByService(calls).map(({ service, total, operations }) => [
    cell(printable(service)),
    cell(String(total)),
    cell(printable(operations.map(({ name, count }) => `${name} ${count}`).join(", "))),
  ]);
  return tableLines(rows, [{ fit: "whole" }, { fit: "whole", align: "right" }, { fit: "prose" }], width);
};
