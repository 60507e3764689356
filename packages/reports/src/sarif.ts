import { isGap } from "@plumbline/finding-model/coverage";
import { exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Severity } from "@plumbline/finding-model/resource";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { answersOf, type CheckOfRun, controlsByQuestion } from "./answers.ts";
import { marksOf, reasonOf, resourcePath, subjectOf } from "./finding-words.ts";
import { gapGroups } from "./gaps.ts";
import { counted, printable } from "./text.ts";

/** GitHub shows a rule by this number: over 9.0 critical, from 7.0 high, from 4.0 medium. https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const scores: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };
const levels = { critical: "error", high: "error", medium: "warning", low: "note" } as const;

/**
 * A SARIF 2.1.0 log with a result for each failing or unknown finding: readers such as code scanning show every result as an alert, whatever
 * its kind, so that passes stay out. An unknown is of kind `review`. A gap in the coverage, or a
 * control that is unknown, makes the invocation unsuccessful.
 */
export async function* sarif(report: RunReport): AsyncGenerator<string> {
  const { header } = report;
  const [name, version] = header.tool.split(" ");
  const controls = controlsByQuestion(header);
  const rules = header.checks.map((check) => ruleOf(check, controls.get(check.id)?.map(({ id }) => id) ?? [], header.benchmark?.title));
  const ruleIndex = new Map(header.checks.map(({ id }, index) => [id, index]));
  const driver = {
    ...{ name: name ?? header.tool, informationUri: "https://www.npmjs.com/package/@plumbline/plumbline" },
    ...(version === undefined ? {} : { version, semanticVersion: version }),
    rules,
  };
  const run = {
    tool: { driver },
    automationDetails: { id: `plumbline/${header.benchmark ? `${header.benchmark.id}-${header.benchmark.edition}` : "scan"}/` },
    invocations: [await invocationOf(report)],
    columnKind: "utf16CodeUnits",
    properties: { run: header.id, evaluatedAt: header.evaluatedAt, partition: header.partition },
  };
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[${JSON.stringify(run).slice(0, -1)},\n"results":[`;
  let separator = "\n";
  for await (const finding of report.findings()) {
    const { status } = finding.verdict;
    if (status !== "fail" && status !== "unknown") continue;
    yield separator + JSON.stringify(resultOf(finding, ruleIndex.get(finding.check)));
    separator = ",\n";
  }
  yield "\n]}]}\n";
}

function ruleOf({ id, title, severity, source, remediation }: CheckOfRun, controls: readonly string[], benchmark: string | undefined) {
  const help = remediation ?? "Nothing is planned by itself; the page says how it is put right.";
  return {
    id,
    name: id.replace(/[^A-Za-z0-9]+(.)/g, (_, sign: string) => sign.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: title },
    helpUri: source,
    help: { text: `${help}\n${source}`, markdown: `${help}\n\n[AWS documentation](${source})` },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      ...{ tags: ["security", "aws", ...controls.map((control) => `${benchmark} ${control}`)], precision: "very-high" },
      "security-severity": scores[severity],
    },
  };
}

function resultOf(finding: Finding, ruleIndex: number | undefined) {
  const { check, severity, resource, verdict, exception, fingerprint } = finding;
  const isUnknown = verdict.status === "unknown";
  const path = resourcePath(finding);
  const said = [reasonOf(finding), ...marksOf(finding)].join("; ");
  return {
    ruleId: check,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    kind: isUnknown ? "review" : "fail",
    level: isUnknown ? "none" : levels[severity],
    message: { text: printable(`${resource.type} ${subjectOf(finding)} of ${resource.account} in ${resource.region}: ${said}`) },
    locations: [
      {
        // A cloud resource is no file; readers ask for one, and for a line in it.
        physicalLocation: { artifactLocation: { uri: `aws/${path}` }, region: { startLine: 1 } },
        logicalLocations: [{ name: subjectOf(finding), fullyQualifiedName: path, kind: "resource" }],
      },
    ],
    partialFingerprints: { "plumbline/v1": fingerprint },
    ...(exception
      ? {
          suppressions: [
            {
              ...{ kind: "external", status: exception.unproven === undefined ? "accepted" : "underReview" },
              justification: exceptionText(exception),
            },
          ],
        }
      : {}),
    properties: {
      ...{ account: resource.account, region: resource.region, type: resource.type, verdict: verdict.status },
      ...(verdict.status === "fail" ? { evidence: verdict.evidence } : {}),
    },
  };
}

async function invocationOf(report: RunReport) {
  const { header, summary } = report;
  const gaps = gapGroups(summary.coverage).map(({ count, outcome, type, aspect, accounts, regions, message }) => ({
    id: `coverage/${outcome}`,
    text: `${counted(count, "cell")} of ${type} ${aspect} in ${accounts.join(", ")} (${regions.join(", ")}) could not be looked at: ${message ?? outcome}`,
  }));
  const unknown = header.benchmark ? (await answersOf(report)).filter(({ standing }) => standing === "unknown") : [];
  const controls = unknown.map(({ control, result }) => ({
    id: `control/${control.id}`,
    text: `control ${control.id} of ${result.account} is unknown: ${result.reason ?? "something could not be looked at"}`,
  }));
  const told = [...gaps, ...controls].map(({ id, text }) => ({
    ...{ level: "error", descriptor: { id }, message: { text: printable(text) } },
  }));
  return {
    executionSuccessful: told.length === 0 && !summary.coverage.some(isGap) && summary.counts.unknown === 0,
    ...{ startTimeUtc: header.startedAt, endTimeUtc: summary.finishedAt },
    ...(told.length > 0 ? { toolExecutionNotifications: told } : {}),
  };
}
