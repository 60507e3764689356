import type { Control, ControlOutcome, ControlResult } from "@plumbline/finding-model/benchmark";
import { controlResults, unanswered } from "@plumbline/finding-model/control-results";
import { isGap } from "@plumbline/finding-model/coverage";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { colours } from "./colours.ts";
import { exceptionNotes } from "./exception-notes.ts";
import { scopeNote } from "./scope-note.ts";
import { type Cell, cell, layout, rowLines } from "./table.ts";
import type { TerminalOptions } from "./terminal.ts";
import { callLines, gapLines, headerLines, type Style } from "./terminal-parts.ts";
import { counted, printable, wrap } from "./text.ts";

const outcomes: readonly ControlOutcome[] = ["fail", "unknown", "manual", "pass", "not-applicable"];
const barLength = 24;

/**
 * The answers to a benchmark for a terminal: for each account a line for each section with a bar and a row for each control; then gaps,
 * API calls and a closing line. What fails in detail is in the other formats.
 */
export async function* controlsTerminal(report: RunReport, options: TerminalOptions = {}): AsyncGenerator<string> {
  const { header, summary } = report;
  const controls = header.benchmark?.controls ?? [];
  const paint = colours(options.color ?? false);
  const style: Style = { width: Math.max(60, options.width ?? 100), limit: Math.max(1, options.limit ?? 20), paint };
  const results = await controlResults(report);
  yield text([...headerLines(header, style), paint.strong(printable(header.benchmark?.title ?? ""))]);
  const scope = scopeNote(header);
  if (scope !== undefined) yield text(wrap(printable(scope), style.width).map(paint.unsure));
  for (const [account, own] of Map.groupBy(results, (result) => result.account)) {
    yield text(["", paint.strong(`Account ${account}`)]);
    const byControl = new Map(own.map((result) => [result.control, result]));
    const widths = layout(rowsOf(controls, byControl, style), columns, style.width - indent.length);
    for (const [section, of] of Map.groupBy(controls, (control) => control.section)) {
      const answered = of.flatMap((control) => byControl.get(control.id) ?? []);
      const rows = rowsOf(of, byControl, style).flatMap((row) => rowLines(row, columns, widths));
      yield text([...sectionLines(section, answered, style), ...rows.map((line) => indent + line)]);
    }
  }
  yield part("Coverage gaps", gapLines(summary, style), style);
  yield part(
    "Exceptions to look at",
    exceptionNotes(report).flatMap((note) => wrap(printable(note), style.width)),
    style,
  );
  yield part("API calls", callLines(summary, style), style);
  const gaps = summary.coverage.filter(isGap).length;
  yield text([
    "",
    `${tallyOf(results, style)}; ${gaps === 0 ? (scope === undefined ? "coverage complete" : "coverage of the regions asked for complete") : `coverage incomplete: ${counted(gaps, "gap")}`}`,
  ]);
}

const indent = "  ";
const columns = [{ fit: "whole" }, { fit: "whole" }, { fit: "whole" }, { fit: "prose" }] as const;
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const part = (title: string, lines: readonly string[], { paint }: Style): string =>
  lines.length === 0 ? "" : text(["", paint.strong(title), ...lines]);

const paintOf = (outcome: ControlOutcome, { paint }: Style) =>
  ({ fail: paint.bad, unknown: paint.unsure, manual: paint.marked, pass: paint.good, "not-applicable": paint.quiet })[outcome];
const signs: Readonly<Record<ControlOutcome, string>> = { fail: "█", unknown: "?", manual: "░", pass: "▓", "not-applicable": "·" };
const countOf = (results: readonly ControlResult[], outcome: ControlOutcome): number =>
  results.filter((result) => result.outcome === outcome).length;

/** A bar whose parts are as long as the outcomes are many; what is there at all has a sign at least. Narrow terminals have the tally below. */
function sectionLines(section: string, results: readonly ControlResult[], style: Style): string[] {
  const bar = outcomes
    .map((outcome) => {
      const count = countOf(results, outcome);
      const length = count === 0 ? 0 : Math.max(1, Math.round((count / results.length) * barLength));
      return paintOf(outcome, style)(signs[outcome].repeat(length));
    })
    .join("");
  const line = `${style.paint.strong(section.padEnd(14))} ${bar}`;
  return style.width < 100 ? [line, `${indent}${tallyOf(results, style)}`] : [`${line}  ${tallyOf(results, style)}`];
}

const tallyOf = (results: readonly ControlResult[], style: Style): string =>
  outcomes
    .map((outcome) => ({ outcome, count: countOf(results, outcome) }))
    .filter(({ outcome, count }) => count > 0 || outcome === "fail" || outcome === "unknown" || outcome === "pass")
    .map(({ outcome, count }) => (count > 0 ? paintOf(outcome, style)(`${count} ${outcome}`) : `0 ${outcome}`))
    .join(", ");

const rowsOf = (controls: readonly Control[], results: ReadonlyMap<string, ControlResult>, style: Style): Cell[][] =>
  controls.flatMap((control) => {
    const result = results.get(control.id);
    if (!result) return [];
    const { outcome, reason, counts } = result;
    const { pass, fail, unknown, excepted } = counts;
    const found = [fail && `${fail} fail`, unknown && `${unknown} unknown`, pass && `${pass} pass`, excepted && `${excepted} excepted`];
    const title: Cell = {
      lines: [
        { text: printable(control.title) },
        ...(reason === undefined || reason === unanswered ? [] : [{ text: printable(reason), paint: style.paint.quiet }]),
      ],
    };
    return [[cell(control.id), cell(outcome, paintOf(outcome, style)), cell(found.filter(Boolean).join(", ")), title]];
  });
