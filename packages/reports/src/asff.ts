import { arn } from "@plumbline/finding-model/arn";
import type { Control } from "@plumbline/finding-model/benchmark";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { type CheckOfRun, checksById, controlsByQuestion } from "./answers.ts";
import { asffLimits, streamInBatches } from "./asff-batches.ts";
import { marksOf, reasonOf, resourcePath, subjectOf } from "./finding-words.ts";
import { hubResource } from "./resource-arn.ts";

/** How the ids and the generators of our findings begin. */
export const asffPrefix = "plumbline/";

const labels = { low: "LOW", medium: "MEDIUM", high: "HIGH", critical: "CRITICAL" } as const;
// WARNING is Security Hub's "some information is missing"; NOT_AVAILABLE stands for "not applicable" too, and such findings are archived.
// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html#asff-compliance
const statuses = { pass: "PASSED", fail: "FAILED", unknown: "WARNING", "not-applicable": "NOT_AVAILABLE" } as const;
const partitions = ["aws", "aws-cn", "aws-us-gov", "aws-us-iso", "aws-us-iso-b"] as const;

export type ToAsff = (finding: Finding) => AsffFinding;
export type AsffFinding = ReturnType<ReturnType<typeof asffOf>>;

/** Turns findings of a run into the AWS Security Finding Format 2018-10-08; the id is the fingerprint, so that it is the same in every run. */
export function asffOf({ header, summary }: Pick<RunReport, "header" | "summary">) {
  const checks = checksById(header);
  const controls = controlsByQuestion(header);
  const types = [
    header.benchmark
      ? "Software and Configuration Checks/Industry and Regulatory Standards/CIS AWS Foundations Benchmark"
      : "Software and Configuration Checks/AWS Security Best Practices",
  ];
  return (finding: Finding) => {
    const whole = {
      ...headOf(finding, summary.finishedAt),
      ...severityOf(finding, types),
      ...wordsOf(finding, checks.get(finding.check)),
      ProductFields: productFields(finding, header.id, controls.get(finding.check) ?? []),
      Resources: [resourceOf(finding)],
      Compliance: {
        Status: statuses[finding.verdict.status],
        SecurityControlId: cutText(finding.check, 128),
        ...requirements(controls.get(finding.check) ?? [], header.benchmark?.title),
      },
    };
    return Buffer.byteLength(JSON.stringify(whole)) <= asffLimits.bytesOfFinding ? whole : withoutDetails(whole);
  };
}

const withoutDetails = <T extends { Resources: { Details?: unknown }[] }>(finding: T): T => ({
  ...finding,
  Resources: finding.Resources.map(({ Details: _, ...resource }) => resource),
});

function headOf({ fingerprint, check, resource: { account, region }, partition, verdict, ...marks }: Finding, at: string) {
  const isOpen = verdict.status === "fail" || verdict.status === "unknown";
  return {
    ...{ SchemaVersion: "2018-10-08", Id: `${asffPrefix}${fingerprint}`, GeneratorId: cutText(`${asffPrefix}${check}`, 512) },
    ProductArn: arn({ partition, service: "securityhub", region, account, resource: `product/${account}/default` }),
    ...{ ProductName: "Plumbline", CompanyName: "Plumbline", AwsAccountId: account, Region: region },
    ...{ CreatedAt: at, UpdatedAt: at, FirstObservedAt: at, LastObservedAt: at },
    RecordState: isOpen ? ("ACTIVE" as const) : ("ARCHIVED" as const),
    Workflow: { Status: workflowOf(isExcepted(marks), isOpen) },
  };
}
const workflowOf = (excepted: boolean, isOpen: boolean) => {
  if (excepted) return "SUPPRESSED" as const;
  return isOpen ? ("NEW" as const) : ("RESOLVED" as const);
};

/** `FindingProviderFields` are ours on every import; the other two are for readers that know no such thing. */
function severityOf({ verdict, severity }: Finding, types: readonly string[]) {
  const isOpen = verdict.status === "fail" || verdict.status === "unknown";
  const Severity = { Label: isOpen ? labels[severity] : ("INFORMATIONAL" as const), Original: severity };
  return { Severity, Types: [...types], FindingProviderFields: { Severity, Types: [...types] } };
}

function wordsOf(finding: Finding, check: CheckOfRun | undefined) {
  const said = [reasonOf(finding), ...marksOf(finding)].filter((text) => text !== "").join("; ");
  return {
    Title: cutText(finding.title, 256),
    Description: cutText(`${finding.resource.type} ${subjectOf(finding)}: ${said === "" ? finding.verdict.status : said}`, 1024),
    ...(check
      ? { Remediation: { Recommendation: { Text: cutText(check.remediation ?? "See the AWS documentation.", 512), Url: check.source } } }
      : {}),
  };
}

const productFields = ({ check, verdict, fingerprint, subKey, contained, exception }: Finding, run: string, controls: readonly Control[]) =>
  fieldsOf({
    ...{ "plumbline/Check": check, "plumbline/Verdict": verdict.status, "plumbline/Fingerprint": fingerprint, "plumbline/Run": run },
    ...(subKey === undefined ? {} : { "plumbline/Part": subKey }),
    ...(controls.length === 0 ? {} : { "plumbline/Controls": controls.map(({ id }) => id).join(" ") }),
    ...(verdict.status === "unknown" ? { "plumbline/Cause": verdict.cause } : {}),
    ...(contained ? { "plumbline/Contained": contained.change ?? "yes" } : {}),
    ...(exception ? { "plumbline/Exception": marksOf({ exception }).join("") } : {}),
  });

/** Each value at most 2048 characters, and none empty, since Security Hub refuses a finding with an empty text. */
const fieldsOf = (fields: Readonly<Record<string, string>>, longest = 2048): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => name.trim() !== "" && value.trim() !== "")
      .slice(0, 50)
      .map(([name, value]) => [cutText(name, 128), cutText(value, longest)]),
  );

function resourceOf(finding: Finding) {
  const { resource, partition, verdict } = finding;
  const known = partitions.find((name) => name === partition);
  const evidence = "evidence" in verdict ? (verdict.evidence ?? {}) : {};
  const said = Object.entries(evidence).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  const Other = fieldsOf(
    { "plumbline/Type": resource.type, "plumbline/Id": resource.id, ...Object.fromEntries<string>(said.map(([k = "", v = ""]) => [k, v])) },
    1024,
  );
  const { Type, Id } = hubResource(finding);
  return {
    ...{ Type, Id: cutText(Id ?? resourcePath(finding), 2048) },
    ...(known ? { Partition: known } : {}),
    Region: resource.region,
    Details: { Other },
  };
}

const requirements = (controls: readonly Control[], title: string | undefined) =>
  controls.length === 0 ? {} : { RelatedRequirements: controls.slice(0, 32).map(({ id }) => cutText(`${title} ${id}`, 64)) };

/** The front of a text, so many UTF-16 units and never half a sign, with an ellipsis where something is missing. */
export const cutText = (text: string, most: number): string => {
  const whole = text.toWellFormed();
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
};

/**
 * Inputs of BatchImportFindings, one a line: `{ "Findings": [...] }` with at most 100 findings of one account and one region, which is where a
 * batch must be sent.
 */
export async function* asff(report: RunReport): AsyncGenerator<string> {
  for await (const batch of streamInBatches(all(report))) yield `${JSON.stringify({ Findings: batch })}\n`;
}

async function* all(report: RunReport): AsyncGenerator<AsffFinding> {
  const toAsff = asffOf(report);
  for await (const finding of report.findings()) yield toAsff(finding);
}
