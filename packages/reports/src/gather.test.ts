import type { Finding } from "@plumbline/finding-model/finding";
import { expect, it } from "vitest";
import { gather } from "./gather.ts";

const finding = (id: string, severity: Finding["severity"], check = "sqs/not-public"): Finding => ({
  ...{ check, title: "No SQS queue is public", severity, partition: "aws", fingerprint: "0".repeat(32) },
  resource: { account: "111111111111", region: "eu-west-1", type: "sqs", id },
  verdict: { status: "fail", reason: "it is bad", evidence: {} },
});
async function* each(findings: readonly Finding[]) {
  yield* findings;
}

const rows: Record<string, [findings: readonly Finding[], groups: readonly unknown[]]> = {
  "findings of one severity in one group": [[finding("a", "high"), finding("b", "high")], [["high", "sqs/not-public", 2, ["a"]]]],
  "a grave finding apart from a slight one of its check that came before": [
    [finding("a", "low"), finding("b", "high")],
    [
      ["high", "sqs/not-public", 1, ["b"]],
      ["low", "sqs/not-public", 1, ["a"]],
    ],
  ],
  "the gravest first, whatever the check": [
    [finding("a", "low"), finding("b", "critical", "s3_bucket/not-public"), finding("c", "high")],
    [
      ["critical", "s3_bucket/not-public", 1, ["b"]],
      ["high", "sqs/not-public", 1, ["c"]],
      ["low", "sqs/not-public", 1, ["a"]],
    ],
  ],
};
it.each(Object.entries(rows))("gathers %s", async (_, [findings, groups]) => {
  const gathered = (await gather(each(findings), { statuses: ["fail"], limit: 1 })).get("fail") ?? [];
  expect(gathered.map((group) => [group.severity, group.check, group.count, group.findings.map(({ resource }) => resource.id)])).toEqual(
    groups,
  );
});
