import { Finding } from "@plumbline/finding-model/finding";
import { compareFindings } from "@plumbline/finding-model/order";
import type { Severity } from "@plumbline/finding-model/resource";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { hashOf } from "@plumbline/run-store/digest";
import { demoAccounts } from "./plan-of-accounts.ts";
import { partition } from "./world.ts";

interface Checked {
  readonly check: string;
  readonly title: string;
  readonly severity: Severity;
  readonly type: string;
  readonly remediation: string;
  readonly reason: string;
  readonly references: readonly string[];
}
const region = "eu-west-1";
const tool = (name: string, title: string, reason: string): Checked => ({
  ...{ check: `region/${name}`, title, severity: "medium", type: "region", remediation: "Turns it on.", reason, references: [] },
});
const checks = {
  bucket: {
    ...{ check: "s3_bucket/public-access-blocked", title: "S3 bucket blocks public access", severity: "high", type: "s3_bucket" },
    ...{ remediation: "Turns on all four settings of Block Public Access.", reason: "not all four settings are on" },
    references: ["FSBP S3.8"],
  },
  group: {
    ...{ check: "security_group/no-open-ssh", title: "No security group opens SSH to the world", severity: "critical" },
    ...{ type: "security_group", remediation: "Takes the rule away that lets everybody in.", reason: "0.0.0.0/0 may reach port 22" },
    references: ["FSBP EC2.13"],
  },
  database: {
    ...{ check: "rds_instance/encrypted", title: "RDS database is encrypted", severity: "medium", type: "rds_instance" },
    ...{ remediation: "None: an encrypted copy has to take its place.", reason: "StorageEncrypted is false", references: ["FSBP RDS.3"] },
  },
  cloudtrail: tool("cloudtrail-enabled", "A CloudTrail trail records every region", "it has no trail"),
  guardduty: tool("guardduty-enabled", "GuardDuty is enabled in every region", "no GuardDuty detector is enabled"),
  config: tool("config-enabled", "AWS Config records in every region", "it has no configuration recorder"),
  hub: tool("security-hub-enabled", "Security Hub is enabled in every region", "Security Hub is off"),
  analyzer: tool("access-analyzer-enabled", "An IAM Access Analyzer is active in every region", "no analyzer is active"),
  root: {
    ...{ check: "account/root-mfa", title: "The root user has MFA", severity: "critical", type: "account" },
    ...{ remediation: "None: a person has to sign in as root.", reason: "the root user has no MFA device", references: ["FSBP IAM.9"] },
  },
} as const satisfies Record<string, Checked>;

type Said = readonly [kind: keyof typeof checks, account: 0 | 1 | 2, id: string, verdicts: string];
/** What is said of each account as a whole, or of the one region that is scanned. */
const ofAll = (kind: keyof typeof checks, verdicts: readonly [string, string, string]): readonly Said[] =>
  ([0, 1, 2] as const).map((at) => [kind, at, checks[kind].type === "account" ? demoAccounts[at].id : region, verdicts[at]]);

/** What each of three scans said: a letter a scan, f for fail, p for pass, u for unknown, and a dash for what was not there. */
const said: readonly Said[] = [
  ["bucket", 0, "shop-invoices", "fff"],
  ["bucket", 0, "shop-logs", "fpp"],
  ["bucket", 0, "shop-exports", "fpf"],
  ["bucket", 1, "staging-uploads", "-ff"],
  ["bucket", 1, "staging-old", "ff-"],
  ["bucket", 2, "raw-events", "ffu"],
  ["bucket", 2, "reports", "ppp"],
  ["group", 0, "sg-0a1b2c3d4e5f60718", "--f"],
  ["group", 1, "sg-0f9e8d7c6b5a40312", "ffp"],
  ["group", 2, "sg-0123456789abcdef0", "fff"],
  ["database", 0, "orders", "ppp"],
  ["database", 1, "orders-staging", "fff"],
  ["database", 2, "warehouse", "fff"],
  ...(["cloudtrail", "config", "hub", "root"] as const).flatMap((kind) => ofAll(kind, ["ppp", "ppp", "ppp"])),
  ...ofAll("guardduty", ["ppp", "ffp", "fff"]),
  ...ofAll("analyzer", ["ppp", "fff", "ppp"]),
];

/** The finding of a resource of the demo, named the same in every scan. */
export const fingerprintOf = (check: string, account: string, id: string): string => hashOf([check, account, id]).slice(0, 32);

function findingOf([kind, at, id, verdicts]: Said, run: number): readonly Finding[] {
  const { check, title, severity, type, reason } = checks[kind];
  const account = demoAccounts[at].id;
  const letter = verdicts[run];
  if (letter === "-" || letter === undefined) return [];
  const verdict =
    letter === "f"
      ? { status: "fail", reason, evidence: { id, region } }
      : letter === "u"
        ? { status: "unknown", cause: "denied", aspect: "public-access-block", reason: "s3:GetBucketPublicAccessBlock is not allowed" }
        : { status: "pass" };
  const resource = { account, region, type, id };
  return [Finding.parse({ check, title, severity, partition, resource, fingerprint: fingerprintOf(check, account, id), verdict })];
}

/** Three scans of the demo's accounts, as `plumbline scan` writes them; the last could not read one bucket. */
export const demoRuns = (instants: readonly Date[]): readonly RunReport[] =>
  instants.map((instant, run) => {
    const at = instant.toISOString();
    const findings = said.flatMap((one) => findingOf(one, run)).toSorted(compareFindings);
    const types = [...new Set(Object.values(checks).map(({ type }) => type))];
    const header = RunHeader.parse({
      ...{ version: 1, id: `${at.slice(0, 10)}-demo`, tool: "plumbline demo", startedAt: at, evaluatedAt: at, partition, settings: {} },
      ...{ regionsAsked: [region], accounts: demoAccounts.map(({ id, name }) => ({ id, name, regions: [region] })) },
      checks: Object.values(checks).map(({ check: id, title, severity, remediation, references }) => ({
        ...{ id, title, severity, remediation, references: [...references], source: "Plumbline" },
      })),
    });
    const coverage = demoAccounts.flatMap(({ id: account }) =>
      types.map((type) => ({
        ...{ account, region, type, aspect: "list", outcome: "ok" as const, asked: 1, ok: 1, fetches: 1, failures: {}, required: true },
      })),
    );
    const lost = {
      ...{ account: demoAccounts[2].id, region, type: "s3_bucket", aspect: "public-access-block", outcome: "denied" as const },
      ...{ asked: 2, ok: 1, fetches: 2, failures: { denied: 1 }, required: true },
      message: "s3:GetBucketPublicAccessBlock is not allowed",
    };
    const summary = RunSummary.parse({
      ...{ finishedAt: at, counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 }, calls: {} },
      failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 },
      coverage: run === instants.length - 1 ? [...coverage, lost] : coverage,
    });
    return {
      ...{ header, summary },
      async *findings() {
        yield* findings;
      },
    };
  });

export const demoCheck = (kind: keyof typeof checks): Checked => checks[kind];
