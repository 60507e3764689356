import { isGap } from "@plumbline/finding-model/coverage";
import type { Status } from "@plumbline/finding-model/finding";
import type { RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { colours } from "./colours.ts";
import { exceptionNotes } from "./exception-notes.ts";
import { gather } from "./gather.ts";
import { callLines, gapLines, groupLines, headerLines, type Style, severityLines } from "./terminal-parts.ts";
import { counted, printable, wrap } from "./text.ts";

export interface TerminalOptions {
  /** Columns; 100 unless given, at least 60. */
  readonly width?: number | undefined;
  /** Off unless given. */
  readonly color?: boolean | undefined;
  /** Lists what passes and what does not apply too. */
  readonly all?: boolean | undefined;
  /** Rows of one check, and kinds of gap; 20 unless given. */
  readonly limit?: number | undefined;
}

const sections: readonly { readonly status: Status; readonly title: string; readonly listed: "always" | "all" }[] = [
  { status: "fail", title: "Failing", listed: "always" },
  { status: "unknown", title: "Unknown: could not be looked at", listed: "always" },
  { status: "pass", title: "Passing", listed: "all" },
  { status: "not-applicable", title: "Not applicable", listed: "all" },
];

/**
 * A report for a terminal: header, counts by severity, failing and unknown findings by check, coverage gaps, API calls, and one
 * closing line with all counts. Text of AWS is shown without control characters.
 */
export async function* terminal(report: RunReport, options: TerminalOptions = {}): AsyncGenerator<string> {
  const { header, summary } = report;
  const paint = colours(options.color ?? false);
  const style: Style = { width: Math.max(60, options.width ?? 100), limit: Math.max(1, options.limit ?? 20), paint };
  yield text([...headerLines(header, style), ""]);
  yield text(severityLines(summary, style));
  const shown = sections.filter(({ listed }) => listed === "always" || options.all);
  const groups = await gather(report.findings(), { statuses: shown.map(({ status }) => status), limit: style.limit });
  for (const { status, title } of shown) yield section(title, groupLines(groups.get(status) ?? [], style), style);
  yield section("Coverage gaps", gapLines(summary, style), style);
  yield section(
    "Exceptions to look at",
    exceptionNotes(report).flatMap((note) => wrap(printable(note), style.width)),
    style,
  );
  yield section("API calls", callLines(summary, style), style);
  yield text(["", closingLine(summary, style)]);
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

const section = (title: string, lines: readonly string[], { paint }: Style): string =>
  lines.length === 0 ? "" : text(["", paint.strong(title), ...lines]);

const closingLine = ({ counts, failBySeverity, coverage }: RunSummary, { paint }: Style): string => {
  const { pass, fail, unknown, contained, excepted } = counts;
  const notApplicable = counts["not-applicable"];
  const { critical, high, medium, low } = failBySeverity;
  const failing = `${fail} fail (${critical} critical, ${high} high, ${medium} medium, ${low} low)`;
  const gaps = coverage.filter(isGap).length;
  return [
    `${counted(pass + fail + unknown + notApplicable, "finding")}: ${fail > 0 ? paint.bad(failing) : failing}`,
    `, ${unknown > 0 ? paint.unsure(`${unknown} unknown`) : "0 unknown"}, ${pass} pass, ${notApplicable} not applicable`,
    `; ${contained} contained, ${excepted} excepted`,
    `; ${gaps === 0 ? paint.good("coverage complete") : paint.unsure(`coverage incomplete: ${counted(gaps, "gap")}`)}`,
  ].join("");
};
