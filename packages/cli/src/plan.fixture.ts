import { fingerprint } from "@plumbline/audit-kit/fingerprint";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { openPolicy, own, queueUrl } from "./cloud.fixture.ts";
import { sealPlan } from "./plan-file.ts";

/** A change that removes the policy of a queue. */
export function planned(name: string, marks: Partial<PlannedChange> = {}): PlannedChange {
  const resource = { account: own, region: "eu-west-1", type: "sqs", id: queueUrl(own, "eu-west-1", name) };
  return {
    id: `c-${name}`,
    fingerprint: fingerprint("sqs/not-public", "aws", resource),
    check: "sqs/not-public",
    severity: "high",
    partition: "aws",
    resource,
    change: "sqs/policy",
    aspect: "policy",
    before: openPolicy,
    after: null,
    outcome: "cured",
    undo: { kind: "restore", notRestored: [] },
    iam: ["sqs:SetQueueAttributes"],
    calls: [],
    ...marks,
  };
}

export const planOf = (changes: readonly PlannedChange[], marks: Partial<Plan> = {}): Plan =>
  sealPlan({
    run: "r0",
    createdAt: "2026-03-01T12:00:00.000Z",
    evaluatedAt: "2026-03-01T12:00:00.000Z",
    tool: "plumbline 0.1.0",
    who: `arn:aws:iam::${own}:user/planner`,
    partition: "aws",
    settings: {},
    knownAccounts: [own],
    accounts: [{ id: own, kind: "prod" }],
    population: [],
    changes: [...changes],
    unplanned: [],
    ...marks,
  });

export const entryOf = (
  action: JournalEntry["action"],
  status: JournalEntry["status"],
  change: PlannedChange,
  run = "r1",
): JournalEntry => ({
  at: "2026-03-01T12:00:00.000Z",
  ...{ run, action, status },
  who: `arn:aws:iam::${own}:user/tester`,
  change,
  requestIds: [],
});
