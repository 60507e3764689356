import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import type { Place } from "@plumbline/aws-session/aws";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunHeader, RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { own } from "./notice.fixture.ts";

export const cell = (changes: Partial<Cell> = {}): Cell => ({
  ...{ account: own, region: "eu-west-1", type: "sqs", aspect: "list", outcome: "ok", asked: 1, ok: 1, fetches: 1, failures: {} },
  required: true,
  ...changes,
});
interface Changes {
  readonly header?: Partial<RunHeader>;
  readonly coverage?: readonly Cell[];
  readonly finishedAt?: string;
}
/** A run that looked at the queues of one account in eu-west-1. */
export const runOf = (findings: readonly Finding[], { header = {}, coverage = [cell()], finishedAt }: Changes = {}): RunReport => ({
  header: {
    ...{ version: 1, id: "run-1", tool: "plumbline 1.0.0", partition: "aws", regionsAsked: ["eu-west-1"], settings: {}, knownAccounts: [] },
    ...{ startedAt: "2026-03-01T10:00:00.000Z", evaluatedAt: "2026-03-01T10:00:00.000Z" },
    accounts: [{ id: own, regions: ["eu-west-1"] }],
    checks: [{ id: "sqs/not-public", title: "No SQS queue is public", severity: "high", source: "https://docs.aws.amazon.com/" }],
    ...header,
  },
  summary: {
    ...{ finishedAt: finishedAt ?? "2026-03-01T10:05:00.000Z", coverage: [...coverage], calls: {} },
    counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 },
    failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 },
  } satisfies RunSummary,
  async *findings() {
    yield* findings;
  },
});

type Kept = AwsSecurityFinding & { Id: string };
interface Ways {
  /** Ids that an import refuses. */
  readonly refuses?: readonly string[];
  /** Operations that fail by this error. */
  readonly faults?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
}
/** Security Hub of one account, in every region: what was imported by id, as the service keeps it. */
export function startHub({ refuses = [], faults = {}, pageSize = 2 }: Ways = {}) {
  const kept = new Map<string, Kept>();
  const calls: { operation: string; place: Place; input: unknown }[] = [];
  const fail = (operation: string) => {
    if (faults[operation]) throw awsFault(faults[operation]);
  };
  const connect = async ({ account, region }: Place) => {
    const seen = (operation: string, input: unknown) => {
      calls.push({ operation, place: { account, region }, input });
      fail(operation);
    };
    return fakeAws({
      ...{ account, region },
      answers: {
        GetFindings: (input: { NextToken?: string }) => {
          seen("GetFindings", input);
          const start = Number(input.NextToken ?? 0);
          const all = [...kept.values()];
          return {
            Findings: all.slice(start, start + pageSize),
            ...(start + pageSize < all.length ? { NextToken: String(start + pageSize) } : {}),
          };
        },
        BatchImportFindings: (input: { Findings: Kept[] }) => {
          seen("BatchImportFindings", input);
          const failed = input.Findings.filter(({ Id }) => refuses.includes(Id));
          for (const finding of input.Findings.filter(({ Id }) => !refuses.includes(Id))) {
            const old = kept.get(finding.Id);
            // What the customer's side is stays as it is. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
            const theirs = old && { ...(old.Workflow ? { Workflow: old.Workflow } : {}), ...(old.Note ? { Note: old.Note } : {}) };
            kept.set(finding.Id, { ...finding, ...theirs });
          }
          return {
            FailedCount: failed.length,
            SuccessCount: input.Findings.length - failed.length,
            FailedFindings: failed.map(({ Id }) => ({ Id, ErrorCode: "InvalidInput", ErrorMessage: "no" })),
          };
        },
        BatchUpdateFindings: (input: { FindingIdentifiers: { Id: string }[]; Workflow: object; Note: object }) => {
          seen("BatchUpdateFindings", input);
          for (const { Id } of input.FindingIdentifiers) {
            const old = kept.get(Id);
            if (old) kept.set(Id, { ...old, Workflow: input.Workflow, Note: { UpdatedAt: "now", Text: "", UpdatedBy: "", ...input.Note } });
          }
          return { ProcessedFindings: input.FindingIdentifiers, UnprocessedFindings: [] };
        },
      },
    });
  };
  const stateOf = ({ fingerprint }: Finding): string => {
    const finding = kept.get(`plumbline/${fingerprint}`);
    return finding ? `${finding.RecordState} ${finding.Compliance?.Status} ${finding.Workflow?.Status}` : "none";
  };
  return { connect, calls, kept, stateOf, count: (operation: string) => calls.filter((call) => call.operation === operation).length };
}
