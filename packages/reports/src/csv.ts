import type { RunReport } from "@plumbline/finding-model/run-report";
import { type Options, stringify } from "csv-stringify/sync";
import { answersOf, controlsByQuestion } from "./answers.ts";
import { marksOf, reasonOf } from "./finding-words.ts";
import { printable } from "./text.ts";

// A cell that begins with = + - @ or a tab is a formula to a spreadsheet, and names come from whoever may create a resource.
// https://owasp.org/www-community/attacks/CSV_Injection
const options: Options = { record_delimiter: "windows", escape_formulas: true };
type Row = readonly (string | number | undefined)[];
const linesOf = (rows: readonly Row[]): string =>
  stringify(
    rows.map((cells) => cells.map((cell) => (typeof cell === "string" ? printable(cell) : cell))),
    options,
  );
/** Each call of the library costs more than a row. */
const rowsAtOnce = 100;

/** A row for each finding, in the report's order, with the controls that it helps to answer. RFC 4180, UTF-8, with a heading. */
export async function* csv(report: RunReport): AsyncGenerator<string> {
  const { header } = report;
  const controls = controlsByQuestion(header);
  const names = new Map(header.accounts.map(({ id, name }) => [id, name]));
  yield linesOf([findingColumns]);
  let rows: Row[] = [];
  for await (const finding of report.findings()) {
    const { resource, check, title, severity, subKey, verdict, contained, exception, fingerprint } = finding;
    const { account, region, type, id } = resource;
    const evidence = "evidence" in verdict && verdict.evidence ? JSON.stringify(verdict.evidence) : "";
    rows.push([
      ...[account, names.get(account), region, type, id, subKey],
      ...[check, title, severity, verdict.status, reasonOf(finding)],
      controls
        .get(check)
        ?.map((control) => control.id)
        .join(" "),
      ...[contained && marksOf({ contained }).join(""), exception && marksOf({ exception }).join("")],
      ...[fingerprint, evidence, header.id, header.evaluatedAt],
    ]);
    if (rows.length < rowsAtOnce) continue;
    yield linesOf(rows);
    rows = [];
  }
  if (rows.length > 0) yield linesOf(rows);
}

/** A row for each control of the benchmark and account, or for each check and account of a run without one. */
export async function* controlsCsv(report: RunReport): AsyncGenerator<string> {
  const { header } = report;
  const names = new Map(header.accounts.map(({ id, name }) => [id, name]));
  yield linesOf([controlColumns]);
  for (const { control, result, standing } of await answersOf(report)) {
    const { counts, attestation, reason } = result;
    yield linesOf([
      [
        ...[result.account, names.get(result.account), header.benchmark?.id, header.benchmark?.edition],
        ...[control.id, control.section, header.benchmark && control.level, control.assessment, control.title, standing, reason],
        ...[counts.pass, counts.fail, counts["not-applicable"], counts.unknown, counts.excepted],
        ...[attestation?.by, attestation?.on, attestation?.until, attestation?.note],
        ...[control.questions.join(" "), header.id, header.evaluatedAt],
      ],
    ]);
  }
}

const findingColumns = [
  ...["account", "account_name", "region", "type", "resource", "part", "check", "title", "severity", "status", "reason", "controls"],
  ...["contained", "exception", "fingerprint", "evidence", "run", "evaluated_at"],
] as const;
const controlColumns = [
  ...["account", "account_name", "benchmark", "edition", "control", "section", "level", "assessment", "title", "outcome", "reason"],
  ...["pass", "fail", "not_applicable", "unknown", "excepted", "attested_by", "attested_on", "attested_until", "attestation_note"],
  ...["checks", "run", "evaluated_at"],
] as const;
