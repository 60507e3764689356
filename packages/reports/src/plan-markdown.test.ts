import { Plan, PlannedChange } from "@plumbline/finding-model/change";
import { expect, test } from "vitest";
import { planMarkdown } from "./plan-markdown.ts";

const change = PlannedChange.parse({
  id: "change-1",
  fingerprint: "00000000000000000000000000000001",
  check: "sqs/not-public",
  severity: "high",
  partition: "aws",
  resource: { account: "111111111111", region: "eu-west-1", type: "sqs", id: "https://sqs.eu-west-1.amazonaws.com/111111111111/orders" },
  change: "sqs/policy",
  aspect: "policy",
  before: { Statement: [{ Effect: "Allow", Principal: "*" }] },
  after: null,
  outcome: "cured",
  undo: { kind: "restore", notRestored: [] },
  iam: ["sqs:SetQueueAttributes"],
  calls: [{ service: "SQS", operation: "SetQueueAttributes", input: { Attributes: { Policy: "" } } }],
  blastRadius: { lastUsed: "2026-02-28T00:00:00.000Z", affected: [{ kind: "principal", id: "*" }] },
});
const planWith = (changes: readonly PlannedChange[], unplanned: Plan["unplanned"] = []): Plan =>
  Plan.parse({
    ...{ version: 2, hash: "0".repeat(64), run: "run-1", tool: "plumbline 0.1.0", who: "arn:aws:iam::111111111111:user/planner" },
    ...{ createdAt: "2026-03-01T10:01:00.000Z", evaluatedAt: "2026-03-01T10:00:05.000Z", partition: "aws" },
    ...{ settings: {}, knownAccounts: [], accounts: [{ id: "111111111111", kind: "prod" }], population: [], changes, unplanned },
  });

test("a plan for a pull request", () => {
  const unplanned = [{ fingerprint: "a", check: "sqs/required-tags", resource: change.resource, reason: "the check has no remediation" }];
  expect(planMarkdown(planWith([change], unplanned))).toBe(`\
# Plan of 1 change

| | |
| --- | --- |
| hash | \`0000000000000000000000000000000000000000000000000000000000000000\` |
| run | \`run-1\` |
| made by | \`arn:aws:iam::111111111111:user/planner\` |
| made at | 2026-03-01T10:01:00.000Z |
| judged as of | 2026-03-01T10:00:05.000Z |
| accounts | 111111111111 (prod) |
| cures | 1 |
| contains | 0 |
| cannot be undone | 0 |

## sqs https://sqs.eu-west-1.amazonaws.com/111111111111/orders

111111111111 eu-west-1

- Cures \`sqs/not-public\` (high) by \`sqs/policy\`, change \`change-1\`
- Undo writes the state before back
- Touches 1 principal: \\*; last used at 2026-02-28T00:00:00.000Z
- Calls \`SQS SetQueueAttributes {"Attributes":{"Policy":""}}\`

\`\`\`diff
--- policy before
+++ policy after
@@ -1,8 +1,1 @@
-{
-  "Statement": [
-    {
-      "Effect": "Allow",
-      "Principal": "*"
-    }
-  ]
-}
+null
\`\`\`

## Not planned

- \`sqs/required-tags\`: the check has no remediation
  - 111111111111 eu-west-1 sqs https://sqs.eu-west-1.amazonaws.com/111111111111/orders
`);
});

const hostile: Record<string, [Partial<PlannedChange>, RegExp]> = {
  "a state that holds a fence": [{ before: "```\n# owned", after: null }, /````diff\n(?:.*\n)*?-"```\\n# owned"\n(?:.*\n)*?````/],
  "a name that holds markup": [
    { resource: { ...change.resource, id: "<img src=x>|[a](b)" } },
    /## sqs \\<img src=x\\>\\\|\\\[a\\\]\\\(b\\\)/,
  ],
  "an id that holds ticks": [{ id: "a`b" }, /change `` a`b ``/],
  "a change that can't be undone": [
    { undo: { kind: "impossible", reason: "the key is lost" } },
    /- \*\*Cannot be undone\*\*: the key is lost. Needs `--allow-irreversible`/,
  ],
  "a note": [{ note: "clients _lose_ it" }, /- Note: clients \\_lose\\_ it/],
  "control signs": [{ id: "\u001b[2J" }, /change `\\u001b\[2J`/],
};
test.each(Object.entries(hostile))("%s", (_, [marks, text]) => expect(planMarkdown(planWith([{ ...change, ...marks }]))).toMatch(text));

test("a plan without a change", () => {
  expect(planMarkdown(planWith([]))).toContain("# Plan of 0 changes");
});
