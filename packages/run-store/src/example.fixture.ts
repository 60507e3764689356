import type { PlannedChange } from "@plumbline/finding-model/change";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import type { Group } from "./order.ts";

export const header: RunHeader = {
  version: 1,
  id: "20260301T120000000Z-000001",
  tool: "plumbline 0.1.0",
  startedAt: "2026-03-01T12:00:00.000Z",
  evaluatedAt: "2026-03-01T12:00:00.000Z",
  partition: "aws",
  regionsAsked: ["eu-west-1"],
  accounts: [{ id: "111111111111", regions: ["eu-west-1"] }],
  checks: [{ id: "sqs/not-public", title: "No SQS queue is public", severity: "high", source: "https://docs.aws.amazon.com/" }],
  settings: {},
  knownAccounts: ["111111111111"],
};

export const place: Group = { account: "111111111111", region: "eu-west-1", type: "sqs" };

const verdicts: Record<Finding["verdict"]["status"], Finding["verdict"]> = {
  pass: { status: "pass" },
  fail: { status: "fail", reason: "its policy lets anyone in", evidence: {} },
  "not-applicable": { status: "not-applicable", reason: "it has no policy" },
  unknown: { status: "unknown", cause: "denied", aspect: "policy", reason: "no" },
};
interface Marks extends Partial<Pick<Finding, "severity" | "contained" | "exception" | "check">> {
  readonly status?: Finding["verdict"]["status"];
  readonly subKey?: string;
}
export const finding = (id: string, { status = "pass", subKey, ...marks }: Marks = {}, of: Group = place): Finding => ({
  check: "sqs/not-public",
  title: "No SQS queue is public",
  severity: "high",
  partition: "aws",
  resource: { ...of, id },
  ...(subKey === undefined ? {} : { subKey }),
  fingerprint: "0".repeat(32),
  verdict: verdicts[status],
  ...marks,
});

export const cell = (marks: Partial<Cell> = {}): Cell => ({
  ...{ ...place, aspect: "list", outcome: "ok", required: true },
  ...{ asked: 1, ok: 1, fetches: 1, failures: {} },
  ...marks,
});

export const change = (id: string, marks: Partial<PlannedChange> = {}): PlannedChange => ({
  id,
  fingerprint: "0".repeat(32),
  check: "sqs/not-public",
  severity: "high",
  partition: "aws",
  resource: { ...place, id: "https://sqs.eu-west-1.amazonaws.com/111111111111/q" },
  change: "sqs/policy",
  aspect: "policy",
  before: { Statement: [] },
  after: null,
  outcome: "cured",
  undo: { kind: "restore", notRestored: [] },
  iam: ["sqs:SetQueueAttributes"],
  calls: [],
  ...marks,
});

export const entry = (action: JournalEntry["action"], status: JournalEntry["status"], of = change("c1"), run = "r1"): JournalEntry => ({
  at: "2026-03-01T12:00:00.000Z",
  ...{ run, action, status },
  who: "arn:aws:iam::111111111111:user/tester",
  change: of,
  requestIds: [],
});
