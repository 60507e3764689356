import type { ControlResult } from "@plumbline/finding-model/benchmark";
import { isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { type Answer, answersOf, type Standing } from "./answers.ts";
import { exceptionNotes } from "./exception-notes.ts";
import { marksOf, reasonOf, subjectOf } from "./finding-words.ts";
import { gapGroups } from "./gaps.ts";
import { type CheckGroup, gather } from "./gather.ts";
import { code, markdownTable, plain } from "./markdown-text.ts";
import { scopeNote } from "./scope-note.ts";
import { counted } from "./text.ts";

export interface MarkdownOptions {
  /** Findings of one check that are listed; 20 unless given. */
  readonly limit?: number | undefined;
}

/**
 * A report as GitHub-flavoured markdown for a pull request or a wiki: summary, the controls of a benchmark by section, what fails and what is
 * unknown by check, and the coverage gaps.
 */
export async function* markdown(report: RunReport, { limit = 20 }: MarkdownOptions = {}): AsyncGenerator<string> {
  const { header, summary } = report;
  const answers = header.benchmark ? await answersOf(report) : [];
  yield `# ${plain(header.benchmark?.title ?? "Plumbline scan")}\n\n${summaryTable(report, answers)}\n`;
  yield* controlSections(answers);
  const groups = await gather(report.findings(), { statuses: ["fail", "unknown"], limit });
  yield* checkSections("Failing", groups.get("fail") ?? []);
  yield* checkSections("Unknown: could not be looked at", groups.get("unknown") ?? []);
  const gaps = gapGroups(summary.coverage).map(({ count, outcome, type, aspect, accounts, regions, message }) => [
    ...[String(count), outcome, code(type), code(aspect), accounts.join(" "), plain(regions.join(" ")), plain(message ?? "")],
  ]);
  if (gaps.length > 0)
    yield `\n## Coverage gaps\n\n${markdownTable(["Cells", "Cause", "Type", "Aspect", "Accounts", "Regions", "Message"], gaps)}\n`;
  const notes = exceptionNotes(report);
  if (notes.length > 0) yield `\n## Exceptions to look at\n\n${notes.map((note) => `- ${plain(note)}`).join("\n")}\n`;
}

function summaryTable({ header, summary }: RunReport, answers: readonly Answer[]): string {
  const { pass, fail, unknown, contained, excepted, ...rest } = summary.counts;
  const { critical, high, medium, low } = summary.failBySeverity;
  const gaps = summary.coverage.filter(isGap).length;
  const scope = scopeNote(header);
  const accounts = header.accounts.map(({ id, name }) => (name === undefined ? id : `${id} ${plain(name)}`));
  return markdownTable(
    ["", ""],
    [
      ["run", code(header.id)],
      ["evaluated at", header.evaluatedAt],
      ["accounts", accounts.join(", ")],
      ...(scope === undefined ? [] : [["regions", plain(scope)]]),
      ...(answers.length > 0 ? [["controls", tally(answers)]] : []),
      ["failing findings", `**${fail}** (${critical} critical, ${high} high, ${medium} medium, ${low} low)`],
      ["unknown findings", unknown > 0 ? `**${unknown}**` : "0"],
      ["passing findings", String(pass)],
      ["not applicable", String(rest["not-applicable"])],
      ["contained, excepted", `${contained}, ${excepted}`],
      ["coverage", gaps === 0 ? "complete" : `**incomplete: ${counted(gaps, "gap")}**`],
    ],
  );
}

const tally = (answers: readonly Answer[]): string =>
  outcomes
    .flatMap((outcome) => {
      const count = answers.filter(({ standing }) => standing === outcome).length;
      return count > 0 ? [`${count} ${outcome}`] : [];
    })
    .join(", ");
const outcomes: readonly Standing[] = ["fail", "excepted", "unknown", "manual", "pass", "not-applicable"];

function* controlSections(answers: readonly Answer[]): Generator<string> {
  const accounts = new Set(answers.map(({ result }) => result.account)).size;
  for (const [account, own] of Map.groupBy(answers, ({ result }) => result.account)) {
    yield accounts > 1 ? `\n## Controls of account ${account}\n` : "\n## Controls\n";
    for (const [section, of] of Map.groupBy(own, ({ control }) => control.section)) {
      const rows = of.map(({ control, result, standing }) => [
        ...[control.id, standing === "pass" ? standing : `**${standing}**`, plain(control.title), plain(detailOf(result))],
      ]);
      yield `\n### ${plain(section)}: ${tally(of)}\n\n${markdownTable(["Control", "Outcome", "Title", "Why"], rows)}\n`;
    }
  }
}

const detailOf = ({ counts, reason }: ControlResult): string =>
  [
    ...(counts.fail > 0 ? [`${counts.fail} fail`] : []),
    ...(counts.excepted > 0 ? [`${counts.excepted} of them excepted`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
    ...(reason === undefined ? [] : [reason]),
  ].join("; ");

function* checkSections(title: string, groups: readonly CheckGroup[]): Generator<string> {
  if (groups.length > 0) yield `\n## ${title}\n`;
  for (const { check, severity, title: said, count, findings } of groups) {
    const more = count - findings.length;
    yield `\n### ${code(check)} (${severity}, ${count})\n\n${plain(said)}\n\n`;
    yield `${markdownTable(["Account", "Region", "Resource", "Why"], findings.map(row))}\n`;
    if (more > 0) yield `\n... and ${more} more\n`;
  }
}

const row = (finding: Finding): string[] => [
  ...[finding.resource.account, plain(finding.resource.region), code(subjectOf(finding))],
  plain([reasonOf(finding), ...marksOf(finding)].filter((text) => text !== "").join("; ")),
];
