import { createHash } from "node:crypto";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Notice, Remediation } from "@plumbline/finding-model/notice";

export const own = "111111111111";

/** A queue that fails sqs/not-public. */
export function finding(
  id = "orders",
  marks: Partial<Omit<Finding, "resource">> & { resource?: Partial<Finding["resource"]> } = {},
): Finding {
  const resource = { account: own, region: "eu-west-1", type: "sqs", id, ...marks.resource };
  return {
    check: "sqs/not-public",
    title: "No SQS queue is public",
    severity: "high",
    partition: "aws",
    fingerprint: createHash("md5")
      .update(JSON.stringify([marks.check, resource, marks.subKey]))
      .digest("hex"),
    verdict: { status: "fail", reason: "its policy lets anyone in", evidence: { statements: [{ Sid: "Open", Principal: "*" }] } },
    ...marks,
    resource,
  };
}

export const pass = { status: "pass" } as const;
export const unknown = { status: "unknown", cause: "denied", aspect: "policy", reason: "denied" } as const;

/** One remediation of each state. */
export const remediations: Readonly<Record<string, Remediation>> = {
  "not tried": { state: "not-tried" },
  planned: { state: "planned", change: "c-1" },
  "planned after 2026-03-08": { state: "planned", change: "c-1", madeAfter: "2026-03-08T12:00:00.000Z" },
  "applied, not verified": { state: "applied", change: "c-1" },
  "verified: cured": { state: "verified", change: "c-1", outcome: "cured" },
  "verified: contained": { state: "verified", change: "c-1", outcome: "contained" },
  "in progress": { state: "in-progress", change: "c-1", reason: "AWS is still working on it" },
  failed: { state: "failed", change: "c-1", reason: "refused by AWS" },
  undone: { state: "undone", change: "c-1" },
  refused: { state: "refused", change: "c-1", reason: "excepted" },
};

export const notice = (of: Finding = finding(), marks: Partial<Notice> = {}): Notice => ({
  version: 1,
  happened: "new",
  at: "2026-03-01T12:00:00.000Z",
  run: "r1",
  finding: of,
  remediation: { state: "not-tried" },
  links: [],
  ...marks,
});

/** The change that would put a finding right. */
export const changeOf = (
  { fingerprint, check, severity, partition, resource }: Finding,
  marks: Partial<PlannedChange> = {},
): PlannedChange => ({
  ...{ id: "c-1", fingerprint, check, severity, partition, resource },
  ...{ change: "sqs/policy", aspect: "policy", before: { Sid: "Open" }, after: null, outcome: "cured", calls: [], iam: [] },
  undo: { kind: "restore", notRestored: [] },
  ...marks,
});
