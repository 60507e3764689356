import { Plan, PlannedChange } from "@plumbline/finding-model/change";
import { JournalEntry } from "@plumbline/finding-model/journal";
import { expect, test } from "vitest";
import { journalText, planText } from "./plan-text.ts";

const block = PlannedChange.parse({
  id: "change-1",
  fingerprint: "00000000000000000000000000000001",
  check: "s3-bucket/public-acl",
  severity: "critical",
  partition: "aws",
  resource: { account: "111111111111", region: "eu-west-1", type: "s3-bucket", id: "invoices" },
  change: "s3-bucket/public-access-block",
  aspect: "publicAccessBlock",
  before: { ignorePublicAcls: true, blockPublicAcls: false },
  after: { blockPublicAcls: true, ignorePublicAcls: true },
  outcome: "cured",
  undo: { kind: "restore", notRestored: [] },
  iam: ["s3:PutBucketPublicAccessBlock"],
});
const stop = PlannedChange.parse({
  ...block,
  id: "change-2",
  check: "rds-instance/encrypted",
  severity: "high",
  resource: { account: "111111111111", region: "eu-west-1", type: "rds-instance", id: "orders" },
  change: "rds-instance/stopped",
  aspect: "status",
  before: "available",
  after: "stopped",
  outcome: "contained",
  undo: { kind: "impossible", reason: "AWS keeps no copy" },
  iam: [],
  note: "clients lose their connections",
});
const plan = (changes: readonly PlannedChange[], unplanned: Plan["unplanned"] = []): Plan =>
  Plan.parse({
    version: 2,
    hash: "0".repeat(64),
    who: "arn:aws:iam::111111111111:user/planner",
    population: [],
    run: "run-1",
    createdAt: "2026-03-01T10:01:00.000Z",
    evaluatedAt: "2026-03-01T10:00:05.000Z",
    tool: "plumbline 0.1.0",
    partition: "aws",
    settings: {},
    knownAccounts: [],
    accounts: [{ id: "111111111111", kind: "dev" }],
    changes,
    unplanned,
  });

test("a whole plan", () => {
  const { resource } = block;
  const unplanned = [
    { fingerprint: "a", check: "s3-bucket/logging", resource, reason: "no log bucket is set" },
    { fingerprint: "b", check: "s3-bucket/logging", resource: { ...resource, id: "photos" }, reason: "no log bucket is set" },
  ];
  expect(planText(plan([block, stop], unplanned))).toBe(`\
Plan for run run-1, evaluated at 2026-03-01T10:00:05.000Z, made at 2026-03-01T10:01:00.000Z

111111111111 eu-west-1 s3-bucket invoices
  1. s3-bucket/public-access-block change change-1
     check    critical s3-bucket/public-acl
     outcome  cures: the check passes afterwards
     undo     writes the state before back
     IAM      s3:PutBucketPublicAccessBlock
     aspect   publicAccessBlock
     @@ -1,4 +1,4 @@
      {
     -  "blockPublicAcls": false,
     +  "blockPublicAcls": true,
        "ignorePublicAcls": true
      }

111111111111 eu-west-1 rds-instance orders
  2. rds-instance/stopped change change-2
     check    high rds-instance/encrypted
     outcome  contains: the harm is limited, the finding stays
     undo     impossible: AWS keeps no copy; needs --allow-irreversible
     IAM      none
     note     clients lose their connections
     aspect   status
     @@ -1,1 +1,1 @@
     -"available"
     +"stopped"

Not planned
  s3-bucket/logging: no log bucket is set
    111111111111 eu-west-1 s3-bucket invoices
    111111111111 eu-west-1 s3-bucket photos

2 changes on 2 resources: 1 cured, 1 contained; 1 cannot be undone; 2 findings not planned
hash 0000000000000000000000000000000000000000000000000000000000000000
`);
});

const shown: Record<string, [PlannedChange, string]> = {
  "what an undo leaves different is named": [
    { ...block, undo: { kind: "restore", notRestored: ["creation date", "id"] } },
    "undo     writes the state before back, except creation date, id\n",
  ],
  "a state in another order is no difference": [
    { ...block, before: { b: [1, { d: 1, c: 2 }], a: 1 }, after: { a: 1, b: [1, { c: 2, d: 1 }] } },
    "aspect   publicAccessBlock: no difference\n",
  ],
  "a state that is made from nothing": [{ ...block, before: null, after: { a: 1 } }, '     -null\n     +{\n     +  "a": 1\n     +}\n'],
  "the order of a list is a difference": [{ ...block, before: [1, 2], after: [2, 1] }, "     @@ -1,4 +1,4 @@\n"],
  "a hostile state cannot move the cursor": [
    { ...block, before: "\u001b[2J", after: "\u009b2J" },
    '     -"\\u001b[2J"\n     +"\\u009b2J"\n',
  ],
  "a hostile id cannot move the cursor": [{ ...block, resource: { ...block.resource, id: "a\u001b[2Jb" } }, "s3-bucket a\\u001b[2Jb\n"],
};
test.each(Object.entries(shown))("%s", (_, [change, text]) => expect(planText(plan([change]))).toContain(text));

test("changes of one resource stand together, even when another comes between", () => {
  const text = planText(plan([block, stop, { ...block, id: "change-3" }]));
  expect(text.match(/^ +\d\. .*$/gm)).toEqual([
    "  1. s3-bucket/public-access-block change change-1",
    "  3. s3-bucket/public-access-block change change-3",
    "  2. rds-instance/stopped change change-2",
  ]);
});

test("a change in a production account is marked", () => {
  expect(planText({ ...plan([stop]), accounts: [{ id: "111111111111", kind: "prod" }] })).toContain("rds-instance orders (prod account)\n");
});

test("an empty plan says so", () => {
  expect(planText(plan([]))).toContain("\n0 changes on 0 resources: 0 cured, 0 contained; 0 cannot be undone; 0 findings not planned\n");
});

test("removed lines are red, added ones green", () => {
  const text = planText(plan([stop]), { color: true });
  expect(text).toContain('\u001b[31m-"available"\u001b[39m');
  expect(text).toContain('\u001b[32m+"stopped"\u001b[39m');
});

const entry = JournalEntry.parse({
  at: "2026-03-01T10:02:00.000Z",
  run: "run-1",
  action: "apply",
  status: "verified",
  who: "arn:aws:sts::111111111111:assumed-role/engineer/ann",
  change: block,
});

test("a journal is a table", () => {
  const drifted: JournalEntry = { ...entry, action: "undo", status: "drifted", reason: "the state is not the one that was written" };
  expect(journalText([entry, drifted], { width: 130 })).toBe(`\
at                        action  status    check                 resource                         change    reason
2026-03-01T10:02:00.000Z  apply   verified  s3-bucket/public-acl  111111111111 eu-west-1 invoices  change-1
2026-03-01T10:02:00.000Z  undo    drifted   s3-bucket/public-acl  111111111111 eu-west-1 invoices  change-1  the state is not the
                                                                                                             one that was written
`);
});

test("an empty journal says so", () => expect(journalText([])).toBe("The journal has no entries.\n"));
