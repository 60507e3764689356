import type { Mail } from "@plumbline/delivery/smtp";
import type { Benchmark, ControlResult } from "@plumbline/finding-model/benchmark";
import { escaped } from "@plumbline/reports/html/parts";
import type { Enclosed } from "./enclose.ts";
import type { Looked } from "./look.ts";

interface Parts {
  readonly to: string;
  readonly firstName: string | undefined;
  readonly looked: Pick<Looked, "results" | "isComplete" | "report">;
  readonly edition: Benchmark | undefined;
  readonly enclosed: Enclosed;
  /** Where people find a report that is kept, as a link. */
  readonly link?: string | undefined;
}

const outcomes = ["pass", "fail", "unknown", "manual", "not-applicable"] as const;
const heads = ["Section", "Passed", "Failed", "Unknown", "Manual", "Not applicable"];

/** Marks that only escaped text may be put between the tags. */
function markup(strings: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  const text = (value: string | number | Markup) => (value instanceof Markup ? value.text : escaped(String(value)));
  return new Markup(strings.reduce((all, part, i) => `${all}${text(values[i - 1] ?? "")}${part}`));
}
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
const joined = (parts: readonly Markup[]): Markup => new Markup(parts.map(({ text }) => text).join(""));

const rowsOf = (controls: Benchmark["controls"], results: readonly ControlResult[]): [string, number[]][] => {
  const sectionOf = new Map(controls.map(({ id, section }) => [id, section]));
  const groups = Map.groupBy(results, ({ control }) => sectionOf.get(control) ?? "");
  const count = (of: readonly ControlResult[]) => outcomes.map((outcome) => of.filter((one) => one.outcome === outcome).length);
  return [...[...groups].map(([section, of]): [string, number[]] => [section, count(of)]), ["all", count(results)]];
};

/** Where the report is, as the reader of the mail is told. */
export function saysOf(enclosed: Enclosed, link?: string | undefined): string {
  switch (enclosed.kind) {
    case "attached": {
      const names = enclosed.files.map(({ filename }) => filename).join(" and ");
      return enclosed.short === undefined
        ? `The report is attached as ${names}.`
        : `The report has ${enclosed.short.bytes} bytes, too many to attach, and lies nowhere. Its short form is attached as ${names}.`;
    }
    case "kept":
      return `The report has ${enclosed.bytes} bytes, too many to attach. It lies at ${link ?? enclosed.where}.`;
    case "lost":
      return `The report has ${enclosed.bytes} bytes, too many to attach even in its short form, and is kept nowhere.`;
  }
}

/** One mail about one scan: what was answered by section, and the report. */
export function makeMail({ to, firstName, looked, edition, enclosed, link }: Parts): Omit<Mail, "from"> {
  const { results, isComplete, report } = looked;
  const title = edition?.title ?? "CIS AWS Foundations Benchmark";
  const rows = rowsOf(edition?.controls ?? [], results);
  const accounts = report.header.accounts.map(({ id }) => id).join(", ");
  const hello = firstName === undefined ? "Hello," : `Hello ${firstName},`;
  const intro = `this is the answer to the ${title} for the account ${accounts}, as of ${report.header.evaluatedAt}.`;
  const doubt = isComplete
    ? []
    : ["Not all could be looked at. What was not seen is unknown and never counts as passed; the report names it."];
  const after = [...doubt, saysOf(enclosed, link)];
  const body = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>AWS Scan Report</title></head><body>
<p>${hello}</p><p>${intro}</p>
<table border="1" cellpadding="4" cellspacing="0">
<tr>${joined(heads.map((head) => markup`<th align="left">${head}</th>`))}</tr>
${joined(rows.map(([section, counts]) => markup`<tr><td>${section}</td>${joined(counts.map((count) => markup`<td align="right">${count}</td>`))}</tr>\n`))}</table>
${joined(after.map((line) => markup`<p>${line}</p>\n`))}</body></html>
`;
  const lines = rows.map(([section, counts]) => `${section}: ${outcomes.map((outcome, i) => `${counts[i]} ${outcome}`).join(", ")}`);
  return {
    ...{ to: [to], subject: "AWS Scan Report", html: body.text },
    text: [hello, "", intro, "", ...lines, "", ...after, ""].join("\n"),
    attachments: enclosed.kind === "attached" ? enclosed.files : [],
  };
}
