import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { Gap, NotConsidered } from "@plumbline/iam-model/questions/answer";
import type { Undetermined } from "@plumbline/iam-model/questions/undetermined";
import { type Column, cell, tableLines } from "@plumbline/reports/table";
import { counted, printable } from "@plumbline/reports/text";
import { type Options, stringify } from "csv-stringify/sync";
import { type LookedFor, lookLines, oldLines } from "./look-lines.ts";
import type { Age } from "./question-config.ts";

/** An answer as rows; a cell that holds several things has them in a list. */
export interface AnswerTable {
  /** `fit` is how a column is cut to a terminal; one that is in the CSV alone has none. */
  readonly columns: readonly { readonly name: string; readonly fit: Column | undefined }[];
  readonly rows: readonly (readonly (string | readonly string[])[])[];
}

/** What to print of an answer. */
export interface Printing {
  /** The answer itself, for programs. */
  readonly answer: unknown;
  readonly table: AnswerTable;
  /** The first line for people, such as `as of 2026-03-31T23:59:59Z`. */
  readonly title: string;
  /** What one row is, such as `change`. */
  readonly row: string;
  /** How far was looked, for each instant that the answer is about. */
  readonly looked: readonly LookedFor[];
  /** What was considered for nobody. */
  readonly notConsidered: readonly string[];
  /** What could not be read of what the rows tell, though its listing was complete. */
  readonly unread?: readonly string[];
  /** Principals of whom the rows may leave something out. */
  readonly undetermined?: readonly Undetermined[];
  /** One of them as a row of the CSV. */
  readonly undeterminedRow?: (one: Undetermined) => readonly (string | readonly string[])[];
}

export const whole: Column = { fit: "whole" };
export const ids = (share: number): Column => ({ fit: "ids", share });
export const prose: Column = { fit: "prose" };

// A cell that begins with = + - @ or a tab is a formula to a spreadsheet. https://owasp.org/www-community/attacks/CSV_Injection
const csvOptions: Options = { record_delimiter: "windows", escape_formulas: true };
const joined = (value: string | readonly string[], between: string): string =>
  printable(typeof value === "string" ? value : value.join(between));

const isWhole = (all: readonly LookedFor[]): boolean => all.every(({ looked }) => looked.complete);

/** Prints an answer as text, JSON or CSV, and says by the exit code whether all of it could be looked at. */
export async function printAnswer(
  printing: Printing,
  { format, json, maxAge }: { format: "text" | "json" | "csv"; json: boolean; maxAge: Age },
  io: Io,
): Promise<ExitCode> {
  const { answer, table, looked, unread = [], undetermined = [], undeterminedRow } = printing;
  const isComplete = isWhole(looked) && unread.length === 0 && undetermined.length === 0;
  if (json || format === "json") await print(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
  else if (format === "csv") {
    const all = [...table.rows, ...(undeterminedRow ? undetermined.map(undeterminedRow) : [])];
    const rows = all.map((row) => row.map((value) => joined(value, "; ")));
    await print(io.stdout, stringify([table.columns.map(({ name }) => name), ...rows], csvOptions));
    // A file of rows can't say what is missing.
    await print(io.stderr, textLines([...lookLines(looked), ...missingLines(printing)]));
  } else await print(io.stdout, textLines(textOf(printing, io.columns)));
  await print(io.stderr, textLines(oldLines(looked, maxAge)));
  return isComplete ? exitCodes.clean : exitCodes.incomplete;
}

const textLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

function textOf(printing: Printing, width: number): string[] {
  const { table, title, row, looked, notConsidered, undetermined = [] } = printing;
  const shown = table.columns.flatMap(({ name, fit }, index) => (fit ? [{ name, fit, index }] : []));
  const head = shown.map(({ name }) => cell(name.toUpperCase()));
  const rows = table.rows.map((cells) => shown.map(({ index }) => cell(joined(cells[index] ?? "", ", "))));
  const fits = shown.map(({ fit }) => fit);
  const lines = tableLines([head, ...rows], fits, width, "");
  const could = undetermined.length > 0 ? `No ${row} in what could be read.` : `No ${row}.`;
  const none = isWhole(looked) ? could : `No ${row} in what was looked at.`;
  return [
    title,
    ...(rows.length === 0 ? [none] : ["", ...lines, "", counted(rows.length, row)]),
    ...lookLines(looked),
    ...missingLines(printing),
    ...(notConsidered.length > 0 ? [`Not considered: ${notConsidered.map(printable).join("; ")}.`] : []),
  ];
}

/** What an answer could not tell, and why it is not complete. */
const missingLines = ({ looked, unread = [], undetermined = [] }: Printing): string[] => [
  ...undeterminedLines(undetermined),
  ...atMost(
    unread.map((words) => printable(`Not read: ${words}`)),
    "unread thing",
  ),
  ...gapLines(looked.flatMap((one) => one.looked.gaps)),
];

const most = 20;
const atMost = (lines: readonly string[], one: string): readonly string[] =>
  lines.length > most ? [...lines.slice(0, most), `and ${counted(lines.length - most, one)} more`] : lines;

/** Of whom the answer may leave something out, and why. */
function undeterminedLines(undetermined: readonly Undetermined[]): readonly string[] {
  const lines = undetermined.map(({ principal: { kind, name, account }, because }) =>
    printable(`Undetermined: ${kind} ${name} of ${account} may hold or give more (${because.map(({ what }) => what).join("; ")})`),
  );
  return atMost(lines, "undetermined principal");
}

/** Gaps by what they have in common, one line each. */
export function gapLines(gaps: readonly Gap[]): readonly string[] {
  const alike = Map.groupBy(gaps, ({ account, outcome, message, completeAt }) => JSON.stringify([account, outcome, message, completeAt]));
  const lines = [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const kinds = [...new Set(same.map(({ kind }) => kind))].join(", ");
    const where = first.account === "" ? "" : ` of ${first.account}`;
    const outcome = first.outcome === "never" ? "never looked at" : first.outcome;
    const why = `${outcome}${first.message === null ? "" : `, ${first.message}`}`;
    const since = first.completeAt === null ? "" : `, last complete ${first.completeAt}`;
    return [printable(`Not looked at: ${kinds}${where} (${why}${since})`)];
  });
  return atMost(lines, "gap");
}

/** What was not considered, each thing once. */
export const wordsOf = (all: readonly NotConsidered[]): string[] => [...new Set(all.map(({ what, effect }) => `${what} (${effect})`))];
