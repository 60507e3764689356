import { fingerprint } from "@plumbline/audit-kit/fingerprint";
import { sealPlan } from "@plumbline/cli/plan-file";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import type { Cell } from "@plumbline/finding-model/coverage";
import { Finding } from "@plumbline/finding-model/finding";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { beginning, toRecord } from "@plumbline/run-store/chain";
import { A, B } from "./app.fixture.ts";
import { importJournal } from "./imports/import-journal.ts";
import { importPlan } from "./imports/import-plan.ts";
import { importRun } from "./imports/import-run.ts";

export const check = "s3_bucket/not-public";
export const resourceOf = (account: string, id: string) => ({ account, region: "eu-west-1", type: "s3_bucket", id });
export const fingerprintOf = (account: string, id: string): string => fingerprint(check, "aws", resourceOf(account, id));

type Word = "pass" | "fail" | "unknown";
const verdicts = {
  pass: { status: "pass" },
  fail: { status: "fail", reason: "anybody may read it", evidence: { grantee: "AllUsers <b>" } },
  unknown: { status: "unknown", cause: "denied", aspect: "acl", reason: "s3:GetBucketAcl is not allowed" },
} as const;
const findingOf = (account: string, id: string, word: Word): Finding =>
  Finding.parse({
    ...{ check, title: "Bucket is not public", severity: id.startsWith("grave") ? "critical" : "medium", partition: "aws" },
    ...{ resource: resourceOf(account, id), fingerprint: fingerprintOf(account, id), verdict: verdicts[word] },
  });
const cellOf = (account: string, marks: Partial<Cell> = {}): Cell => ({
  ...{ account, region: "eu-west-1", type: "s3_bucket", aspect: "list", outcome: "ok", asked: 1, ok: 1, fetches: 1, failures: {} },
  required: true,
  ...marks,
});

/** A scan of accounts at a day of June 2026: what it said of each bucket, by account. */
export function runOf(
  day: number,
  said: Readonly<Record<string, Readonly<Record<string, Word>>>>,
  denied: readonly string[] = [],
): RunReport {
  const at = new Date(Date.UTC(2026, 5, day)).toISOString();
  const findings = Object.entries(said)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([account, buckets]) =>
      Object.keys(buckets)
        .toSorted()
        .map((id) => findingOf(account, id, buckets[id] ?? "pass")),
    );
  const header = RunHeader.parse({
    ...{ version: 1, id: `run-${String(day).padStart(2, "0")}`, tool: "plumbline 0.1.0", startedAt: at, evaluatedAt: at, partition: "aws" },
    ...{ regionsAsked: ["eu-west-1"], settings: {}, knownAccounts: [A, B] },
    accounts: Object.keys(said).map((id) => ({ id, regions: ["eu-west-1"] })),
    checks: [{ id: check, title: "t", severity: "medium", source: "s", remediation: "Blocks public access.", references: ["FSBP S3.2"] }],
  });
  const summary = RunSummary.parse({
    ...{ finishedAt: at, counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 }, calls: {} },
    failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 },
    coverage: Object.keys(said).map((account) =>
      cellOf(account, denied.includes(account) ? { outcome: "denied", ok: 0, message: "s3:ListAllMyBuckets is not allowed" } : {}),
    ),
  });
  return {
    ...{ header, summary },
    async *findings() {
      yield* findings;
    },
  };
}

export const changeOf = (account: string, id: string, marks: Partial<PlannedChange> = {}): PlannedChange => ({
  ...{ id: `c-${account.slice(0, 4)}-${id}`, fingerprint: fingerprintOf(account, id), check, severity: "medium", partition: "aws" },
  ...{ resource: resourceOf(account, id), change: "s3_bucket/public-access-block", aspect: "public-access-block" },
  ...{ before: { BlockPublicAcls: false, Note: "<i>" }, after: { BlockPublicAcls: true, Note: "<i>" }, outcome: "cured" },
  ...{ undo: { kind: "restore", notRestored: [] }, iam: ["s3:PutBucketPublicAccessBlock"], calls: [] },
  blastRadius: { affected: [{ kind: "group", id: "AllUsers" }] },
  ...marks,
});
export const planOf = (changes: readonly PlannedChange[]): Plan =>
  sealPlan({
    ...{ run: "run-03", createdAt: "2026-06-03T01:00:00.000Z", evaluatedAt: "2026-06-03T00:00:00.000Z", tool: "plumbline 0.1.0" },
    ...{ who: "planner", partition: "aws", settings: {}, knownAccounts: [], population: [], changes: [...changes] },
    accounts: [...new Set(changes.map(({ resource }) => resource.account))].toSorted().map((id) => ({ id, kind: "prod" })),
    unplanned: [
      { fingerprint: fingerprintOf(A, "left"), check, resource: resourceOf(A, "left"), reason: "an exception holds until 2026-12-31" },
    ],
  });

export const entryOf = (at: string, status: JournalEntry["status"], change: PlannedChange, action: JournalEntry["action"] = "apply") =>
  ({
    at,
    run: "r1",
    action,
    status,
    who: "tester",
    approver: "approver@example.com",
    change,
    requestIds: ["req-1"],
  }) satisfies JournalEntry;

const collector = { role: "collector", accounts: "all", subject: "importer" } as const;
export const bringIn = {
  run: (store: IamStore, report: RunReport) =>
    store.as(collector, (transaction) => importRun(transaction, report, { subject: "importer", at: new Date("2026-06-20T00:00:00.000Z") })),
  plan: (store: IamStore, plan: Plan, subject = "importer") =>
    store.as(collector, (transaction) => importPlan(transaction, plan, { subject, at: new Date("2026-06-20T00:00:00.000Z") })),
  journal: (store: IamStore, entries: readonly JournalEntry[]) => {
    let head = beginning;
    const records = entries.map((entry) => {
      const record = toRecord(entry, head);
      head = { seq: record.seq, hash: record.hash };
      return record;
    });
    return store.as(collector, (transaction) => importJournal(transaction, records, new Date("2026-06-20T00:00:00.000Z")));
  },
};
