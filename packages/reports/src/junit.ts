import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { isExcepted } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { XMLBuilder } from "fast-xml-parser";
import { type Answer, answersOf, type Standing } from "./answers.ts";
import { reasonOf, subjectOf } from "./finding-words.ts";
import { counted, printable } from "./text.ts";

/** Findings that one testcase names; what is past them is counted. */
const most = 20;
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "#",
  format: true,
  suppressEmptyNode: true,
});
/** XML can hold neither control characters nor lone surrogates, even escaped. */
const legal = (text: string): string => text.toWellFormed().replace(/[\ufffe\uffff]/g, "\ufffd");

/**
 * A testsuite for each account and a testcase for each control, or for each check of a run without a benchmark. What fails is a failure, what
 * is unknown an error; manual, not applicable and wholly excepted are skipped. The testcase `coverage` of each account fails by its gaps.
 */
export async function* junit(report: RunReport): AsyncGenerator<string> {
  const { header } = report;
  const answers = await answersOf(report);
  const named = await gatherFindings(report);
  const gapsOfAll = header.accounts.map(({ id }) => report.summary.coverage.filter((cell) => cell.account === id && isGap(cell)));
  const seconds = (Date.parse(report.summary.finishedAt) - Date.parse(header.startedAt)) / 1000;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites ${attributes({ name: header.benchmark?.title ?? "plumbline scan", ...totals(answers, gapsOfAll), time: String(Math.max(0, seconds)) })}>\n`;
  for (const [account, own] of Map.groupBy(answers, ({ result }) => result.account)) {
    const name = header.accounts.find(({ id }) => id === account)?.name;
    const title = name === undefined ? account : `${account} ${name}`;
    const gaps = report.summary.coverage.filter((cell) => cell.account === account && isGap(cell));
    yield `<testsuite ${attributes({ name: printable(title), ...totals(own, [gaps]), timestamp: header.evaluatedAt, id: account })}>\n`;
    for (const answer of own) yield legal(builder.build({ testcase: testcase(answer, named) }));
    yield legal(builder.build({ testcase: coverageCase(gaps) }));
    yield "</testsuite>\n";
  }
  yield "</testsuites>\n";
}

/** The builder writes whole elements; a suite's opening tag is taken off an empty one. */
const attributes = (of: Readonly<Record<string, string>>): string =>
  legal(builder.build({ a: Object.fromEntries(Object.entries(of).map(([name, value]) => [`@${name}`, value])) }))
    .trim()
    .replace(/^<a ([\s\S]*)\/>$/, "$1");

type Kind = "failure" | "error" | "skipped";
const kinds: { readonly [S in Standing]: Kind | undefined } = {
  ...{ fail: "failure", unknown: "error", manual: "skipped", "not-applicable": "skipped", excepted: "skipped", pass: undefined },
};
const totals = (answers: readonly Answer[], gaps: readonly (readonly Cell[])[]) => {
  const count = (kind: Kind) => answers.filter(({ standing }) => kinds[standing] === kind).length;
  const lost = gaps.filter((of) => of.length > 0).length;
  return {
    ...{ tests: String(answers.length + gaps.length), failures: String(count("failure")) },
    ...{ errors: String(count("error") + lost), skipped: String(count("skipped")) },
  };
};

/** Whether everything in the account could be looked at. */
function coverageCase(gaps: readonly Cell[]): Record<string, unknown> {
  const base = { "@name": "coverage", "@classname": "plumbline" };
  if (gaps.length === 0) return base;
  const lines = gaps
    .slice(0, most)
    .map(({ region, type, aspect, outcome, message }) => printable(`${region} ${type} ${aspect}: ${outcome} ${message ?? ""}`.trim()));
  const more = gaps.length > most ? [`... and ${gaps.length - most} more`] : [];
  const message = `${counted(gaps.length, "cell")} could not be looked at`;
  return { ...base, error: { "@message": message, "@type": "gap", ...textOf([...lines, ...more]) } };
}

interface Named {
  readonly lines: string[];
  count: number;
}
const keyOf = (account: string, check: string): string => `${account} ${check}`;

/** The first of what fails or is unknown, by account and check; memory does not grow with the number of findings. */
async function gatherFindings(report: RunReport): Promise<ReadonlyMap<string, Named>> {
  const named = new Map<string, Named>();
  for await (const finding of report.findings()) {
    const { status } = finding.verdict;
    if (status !== "unknown" && (status !== "fail" || isExcepted(finding))) continue;
    const key = keyOf(finding.resource.account, finding.check);
    const of = named.get(key) ?? { lines: [], count: 0 };
    named.set(key, of);
    of.count++;
    if (of.lines.length < most) of.lines.push(lineOf(finding));
  }
  return named;
}

const lineOf = (finding: Finding): string =>
  printable(`${finding.resource.region} ${finding.resource.type} ${subjectOf(finding)}: ${reasonOf(finding)}`);

function testcase({ control, result, standing }: Answer, named: ReadonlyMap<string, Named>): Record<string, unknown> {
  const isCheck = control.questions[0] === control.id;
  const kind = kinds[standing];
  const base = { "@name": isCheck ? control.id : `${control.id} ${control.title}`, "@classname": control.section };
  if (!kind) return base;
  const { fail, unknown, excepted } = result.counts;
  const told = control.questions.flatMap((question) => named.get(keyOf(result.account, question)) ?? []);
  const more = told.reduce((sum, { count, lines }) => sum + count - lines.length, 0);
  const lines = kind === "skipped" ? [] : [...told.flatMap((of) => of.lines), ...(more > 0 ? [`... and ${more} more`] : [])];
  const counts = `${counted(fail, "failing finding")}, ${excepted} excepted, ${unknown} unknown`;
  const message =
    standing === "excepted"
      ? `excepted: ${counts}`
      : printable([result.reason, kind === "skipped" && fail + unknown > 0 && counts].filter(Boolean).join("; ") || counts);
  return { ...base, [kind]: { "@message": message, ...(kind === "skipped" ? {} : { "@type": standing }), ...textOf(lines) } };
}
const textOf = (lines: readonly string[]) => (lines.length === 0 ? {} : { "#": `\n${lines.join("\n")}\n` });
