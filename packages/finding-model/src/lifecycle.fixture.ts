import { createHash } from "node:crypto";
import type { Cell } from "./coverage.ts";
import type { Finding } from "./finding.ts";
import { compareFindings } from "./order.ts";
import type { RunReport } from "./run-report.ts";

type Status = Finding["verdict"]["status"];
const verdicts: { [S in Status]: Finding["verdict"] } = {
  pass: { status: "pass" },
  fail: { status: "fail", reason: "bad", evidence: {} },
  "not-applicable": { status: "not-applicable", reason: "none" },
  unknown: { status: "unknown", cause: "denied", aspect: "policy", reason: "no" },
};

/** A check on a resource, or on its part after a slash, in one line: `111111111111 eu-west-1 sqs/a#x queue/part`. */
export function finding(line: string, status: Status = "fail", changes: Partial<Finding> = {}): Finding {
  const [account = "", region = "", check = "", name = ""] = line.split(" ");
  const [id = "", subKey] = name.split("/");
  return {
    ...{ check, title: check, severity: "high", partition: "aws", resource: { account, region, type: check.split("/")[0] ?? "", id } },
    ...(subKey === undefined ? {} : { subKey }),
    ...{ fingerprint: createHash("sha256").update(line).digest("hex").slice(0, 32), verdict: verdicts[status] },
    ...changes,
  };
}

/** A listing of a type in one line: `111111111111 eu-west-1 sqs`. */
export function listed(line: string, outcome: Cell["outcome"] = "ok"): Cell {
  const [account = "", region = "", type = ""] = line.split(" ");
  return {
    ...{ account, region, type, aspect: "list", outcome, asked: 1, ok: 1, fetches: 1 },
    ...{ failures: {}, required: true },
  };
}

export interface World {
  readonly findings?: readonly Finding[];
  readonly lists?: readonly Cell[];
  readonly header?: Partial<RunReport["header"]>;
}

/** A run that asked `sqs/a` and `s3_bucket/a` in eu-west-1 and us-east-1 of one account; buckets are listed in us-east-1. */
export function run({ findings = [], lists, header = {} }: World = {}): RunReport {
  const account = "111111111111";
  const source = "https://docs.aws.amazon.com/";
  const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 };
  for (const { verdict } of findings) counts[verdict.status]++;
  const at = "2026-03-01T12:00:00.000Z";
  return {
    header: {
      ...{ version: 1, id: "r", tool: "plumbline 0.1.0", startedAt: at, evaluatedAt: at, partition: "aws", settings: {} },
      ...{ regionsAsked: ["all"], accounts: [{ id: account, regions: ["eu-west-1", "us-east-1"] }], knownAccounts: [] },
      checks: ["sqs/a", "s3_bucket/a"].map((id) => ({ id, title: id, severity: "high", source })),
      ...header,
    },
    summary: {
      ...{ finishedAt: at, counts, failBySeverity: { low: 0, medium: 0, high: counts.fail, critical: 0 }, calls: {} },
      coverage: [
        ...(lists ??
          [`${account} eu-west-1 sqs`, `${account} us-east-1 sqs`, `${account} us-east-1 s3_bucket`].map((line) => listed(line))),
      ],
    },
    async *findings() {
      yield* findings.toSorted(compareFindings);
    },
  };
}
