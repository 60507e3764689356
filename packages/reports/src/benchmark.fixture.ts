import { Benchmark, type Control } from "@plumbline/finding-model/benchmark";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunHeader, RunReport, RunSummary } from "@plumbline/finding-model/run-report";

type Severity = Finding["severity"];
type Line = readonly [id: string, section: string, title: string, check: string, severity: Severity, level: 1 | 2, type: string];

/** Controls whose checks have these ids; one without a check is manual. */
const lines: readonly Line[] = [
  ["1.1", "iam", "Contact details are current", "", "low", 1, ""],
  ["1.4", "iam", "The root user has no access key", "account/root-access-key", "critical", 1, "account"],
  ["1.5", "iam", "The root user has MFA", "account/root-mfa", "critical", 1, "account"],
  ["1.8", "iam", "Passwords have 14 characters or more", "account/password-policy#14-characters", "medium", 1, "account"],
  ["1.10", "iam", "Users who sign in to the console have MFA", "iam_user/console-mfa", "high", 1, "iam_user"],
  ["1.12", "iam", "Credentials that nobody used for 45 days are off", "iam_user/credentials-unused#45-days", "medium", 1, "iam_user"],
  ["1.14", "iam", "Access keys are renewed every 90 days", "iam_user/access-key-age#90-days", "medium", 1, "iam_user"],
  ["1.21", "iam", "Users of several accounts come from one directory", "", "low", 2, ""],
  ["2.1.1", "storage", "S3 buckets refuse requests without TLS", "s3_bucket/enforces-tls", "medium", 2, "s3_bucket"],
  ["2.1.5", "storage", "S3 blocks public access", "s3_bucket/public-access-block", "high", 1, "s3_bucket"],
  ["2.2.1", "storage", "New EBS volumes are encrypted", "region/ebs-encryption", "medium", 1, "region"],
  ["3.1", "logging", "A trail logs every region", "trail/multi-region", "high", 1, "trail"],
  ["3.2", "logging", "Trails prove that their files are whole", "trail/validation", "low", 2, "trail"],
  ["4.3", "monitoring", "Use of the root user raises an alarm", "log_metric/root-usage", "medium", 1, "account"],
  ["5.1", "networking", "No network ACL lets anyone in to admin ports", "network_acl/no-admin-ports", "high", 1, "network_acl"],
  ["5.2", "networking", "No security group lets anyone in to admin ports", "security_group/no-admin-ports", "high", 1, "security_group"],
  ["5.3", "networking", "Default security groups let nothing through", "security_group/default-closed", "medium", 2, "security_group"],
];

const controls: Control[] = lines.map(([id, section, title, check, , level]) => ({
  ...{ id, key: `key-${id}`, title, section, level, isLevelUncertain: id === "2.1.1" },
  ...{ assessment: check === "" ? ("manual" as const) : ("automated" as const), oneIsEnough: [] },
  questions: check === "" ? [] : [check],
  rationale: `Why it matters that ${title.toLowerCase()}: one mistake is then not enough for a loss.`,
  fix: `Look at what is named below and put it right, the most severe first; then run the scan again. <b>${id}</b>`,
}));

const day = "2026-03-01T12:00:00.000Z";
const source = "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html";
const regions = ["eu-central-1", "eu-west-1", "us-east-1"];
export const accountOf = (index: number): string => String(111111111111 + index);
export const hostileId = "</script><img src=x onerror=alert(1)>";

interface Size {
  readonly accounts: number;
  /** Findings in all. */
  readonly findings: number;
}

/** Of these nothing fails anywhere; of the unseen ones something is unknown in the first account. */
const good = ["account/root-access-key", "account/password-policy#14-characters", "trail/multi-region", "network_acl/no-admin-ports"];
const unseen = ["trail/validation", "s3_bucket/public-access-block"];

/** The n-th finding: where anything fails, one of ten does, and the first account is the worst. */
function findingAt(index: number, { accounts }: Size): Finding {
  const asked = lines.filter(([, , , check]) => check !== "");
  const [, , title = "", check = "", severity = "low", , type = ""] = asked[index % asked.length] ?? [];
  const account = accountOf(Math.floor(index / asked.length) % accounts);
  const region = regions[index % regions.length] ?? "eu-west-1";
  const id = index === 10 ? hostileId : `${type.replaceAll("_", "-")}-${index.toString(36).padStart(5, "0")}`;
  const turn = (index * 7919) % 100;
  const canFail = !good.includes(check) && !unseen.includes(check);
  const isUnseen = unseen.includes(check) && account === accountOf(0) ? turn > 60 : turn > 97 && canFail;
  const isFailing = canFail && (turn < 10 || (account === accountOf(0) && turn < 20 && severity !== "critical"));
  const evidence = { region, name: id, lastUsed: turn % 2 === 0 ? null : "2025-11-02", policy: { Effect: "Allow", Action: ["s3:Get*"] } };
  return {
    ...{ check, title, severity, partition: "aws", resource: { account, region, type, id } },
    ...(type === "iam_user" ? { subKey: `AKIA${index}` } : {}),
    fingerprint: index.toString(16).padStart(32, "0"),
    verdict: isFailing
      ? { status: "fail", reason: `it is open to everyone since ${turn + 2} days`, evidence }
      : isUnseen
        ? { status: "unknown", cause: "denied", aspect: "policy", reason: "AccessDenied: not authorized to perform this action" }
        : { status: "pass", evidence: { name: id } },
    ...(isFailing && turn === 3 ? { exception: { id: "e", reason: "planned", owner: "anna", expires: "2026-12-31" } } : {}),
  };
}

/** A run of a benchmark with so many accounts and findings; its findings are made as they are read. */
export function benchmarkReport(size: Size): RunReport {
  const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 };
  const failBySeverity: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  for (let index = 0; index < size.findings; index++) {
    const { verdict, severity, exception } = findingAt(index, size);
    counts[verdict.status]++;
    if (exception) counts.excepted++;
    else if (verdict.status === "fail") failBySeverity[severity]++;
  }
  const accounts = Array.from({ length: size.accounts }, (_, index) => ({ id: accountOf(index), name: `team-${index + 1}`, regions }));
  const denied: Cell = {
    ...{ account: accountOf(0), region: "us-east-1", type: "trail", aspect: "list", outcome: "denied", required: true },
    ...{ asked: 0, ok: 0, fetches: 1, failures: { denied: 1 }, message: "AccessDenied: not authorized to perform cloudtrail:ListTrails" },
  };
  const attestation = {
    control: "1.1",
    outcome: "pass" as const,
    by: "anna",
    on: "2026-02-01",
    until: "2026-12-31",
    note: "seen in the console, OPS-12",
  };
  const benchmark = Benchmark.parse({
    id: "cis",
    edition: "1.4.0",
    title: "CIS AWS Foundations Benchmark 1.4.0",
    controls,
    attestations: accounts.map(({ id }) => ({ ...attestation, account: id })),
  });
  const header: RunHeader = {
    ...{ version: 1, id: "20260301T120000000Z-000001", tool: "plumbline 0.1.0", startedAt: day, evaluatedAt: day, partition: "aws" },
    ...{ regionsAsked: ["all"], accounts, settings: {}, knownAccounts: accounts.map(({ id }) => id), benchmark },
    checks: lines.flatMap(([, , title, id, severity]) => (id === "" ? [] : [{ id, title, severity, source }])),
  };
  const summary: RunSummary = {
    ...{ finishedAt: day, counts, failBySeverity, coverage: [denied] },
    calls: { iam: { ListUsers: 3, GetLoginProfile: 83 }, s3: { ListBuckets: 1, GetBucketPolicy: 170 } },
  };
  return {
    header,
    summary,
    async *findings() {
      for (let index = 0; index < size.findings; index++) yield findingAt(index, size);
    },
  };
}
