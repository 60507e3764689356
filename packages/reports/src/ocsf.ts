import type { Control } from "@plumbline/finding-model/benchmark";
import { type Finding, isExcepted, type Status } from "@plumbline/finding-model/finding";
import type { Severity } from "@plumbline/finding-model/resource";
import type { RunHeader, RunReport } from "@plumbline/finding-model/run-report";
import { type CheckOfRun, checksById, controlsByQuestion } from "./answers.ts";
import { marksOf, reasonOf, resourcePath, subjectOf } from "./finding-words.ts";
import { resourceArn } from "./resource-arn.ts";

/** The version of the schema that is written. https://schema.ocsf.io/1.6.0/classes/compliance_finding */
export const ocsfVersion = "1.6.0";
const classUid = 2003;
// One run can't tell whether a finding is new; a consumer that keeps them merges by finding_info.uid. What passes closes it.
const activities = { create: { activity_id: 1, activity_name: "Create" }, close: { activity_id: 3, activity_name: "Close" } } as const;
const severities = {
  ...{ low: [2, "Low"], medium: [3, "Medium"], high: [4, "High"], critical: [5, "Critical"] },
} as const satisfies Record<Severity, readonly [number, string]>;
const compliance = {
  pass: { status_id: 1, status: "Pass" },
  fail: { status_id: 3, status: "Fail" },
  unknown: { status_id: 0, status: "Unknown" },
  "not-applicable": { status_id: 99, status: "Not Applicable" },
} as const satisfies Record<Status, { status_id: number; status: string }>;

/**
 * Findings as Compliance Findings of OCSF, one event a line, in the report's order. `time` is the instant of the evaluation in milliseconds;
 * `finding_info.uid` is the fingerprint.
 */
export async function* ocsf({ header, findings }: RunReport): AsyncGenerator<string> {
  const controls = controlsByQuestion(header);
  const checks = checksById(header);
  for await (const finding of findings())
    yield `${JSON.stringify(ocsfEvent(finding, { header, check: checks.get(finding.check), controls: controls.get(finding.check) ?? [] }))}\n`;
}

interface Around {
  readonly header: RunHeader;
  readonly check: CheckOfRun | undefined;
  readonly controls: readonly Control[];
}

function ocsfEvent(finding: Finding, { header, check, controls }: Around) {
  const { verdict, severity, resource, title, fingerprint, partition } = finding;
  const isOpen = verdict.status === "fail" || verdict.status === "unknown";
  const activity = isOpen ? activities.create : activities.close;
  const [severity_id, severityName] = isOpen ? severities[severity] : ([1, "Informational"] as const);
  const said = reasonOf(finding);
  const name = header.accounts.find(({ id }) => id === resource.account)?.name;
  const [product, version] = header.tool.split(" ");
  return {
    ...activity,
    ...{ category_uid: 2, category_name: "Findings", class_uid: classUid, class_name: "Compliance Finding" },
    ...{ type_uid: classUid * 100 + activity.activity_id, type_name: `Compliance Finding: ${activity.activity_name}` },
    time: Date.parse(header.evaluatedAt),
    ...{ severity_id, severity: severityName },
    ...(isExcepted(finding) ? { status_id: 3, status: "Suppressed" } : openOrNot(isOpen)),
    message: said === "" ? title : `${title}: ${said}`,
    metadata: {
      version: ocsfVersion,
      product: { name: product ?? header.tool, vendor_name: "Plumbline", ...(version === undefined ? {} : { version }) },
      ...{ profiles: ["cloud"], correlation_uid: header.id, event_code: finding.check },
    },
    finding_info: { uid: fingerprint, title, ...(check ? { src_url: check.source } : {}) },
    compliance: {
      control: finding.check,
      ...compliance[verdict.status],
      ...(said === "" ? {} : { status_details: [said] }),
      ...(header.benchmark && controls.length > 0
        ? { standards: [header.benchmark.title], requirements: controls.map(({ id }) => id) }
        : {}),
    },
    cloud: {
      ...{ provider: "AWS", region: resource.region, cloud_partition: partition },
      account: { uid: resource.account, type_id: 10, type: "AWS Account", ...(name === undefined ? {} : { name }) },
    },
    resources: [
      {
        ...{ uid: resourceArn(finding) ?? resourcePath(finding), name: subjectOf(finding), type: resource.type },
        ...{ region: resource.region, cloud_partition: partition },
      },
    ],
    ...("evidence" in verdict && verdict.evidence ? { evidences: [{ data: verdict.evidence }] } : {}),
    ...(check?.remediation === undefined ? {} : { remediation: { desc: check.remediation, references: [check.source] } }),
    unmapped: unmappedOf(finding),
  };
}

const openOrNot = (isOpen: boolean) => (isOpen ? { status_id: 1, status: "New" } : { status_id: 4, status: "Resolved" });

/** What the schema has no place for. */
const unmappedOf = ({ check, severity, verdict, resource, subKey, contained, exception }: Finding) => ({
  ...{ check, check_severity: severity, verdict: verdict.status, resource_id: resource.id },
  ...(subKey === undefined ? {} : { part: subKey }),
  ...(verdict.status === "unknown" ? { cause: verdict.cause, aspect: verdict.aspect } : {}),
  ...(contained ? { contained } : {}),
  ...(exception ? { exception, exception_text: marksOf({ exception }).join("") } : {}),
});
