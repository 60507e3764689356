import type { Finding } from "@plumbline/finding-model/finding";
import { expect, it } from "vitest";
import { findingLine } from "./finding-line.ts";

const fail: Finding = {
  ...{ check: "sqs/not-public", title: "No SQS queue is public", severity: "high", partition: "aws", fingerprint: "0".repeat(32) },
  resource: { account: "111111111111", region: "eu-west-1", type: "sqs", id: "https://q" },
  verdict: { status: "fail", reason: "its policy lets anyone in", evidence: {} },
};
const rows: Record<string, { finding: Finding; line: string }> = {
  "a failure": { finding: fail, line: "fail    high     sqs/not-public 111111111111/eu-west-1 https://q: its policy lets anyone in" },
  "a part": {
    finding: { ...fail, subKey: "key-1" },
    line: "fail    high     sqs/not-public 111111111111/eu-west-1 https://q key-1: its policy lets anyone in",
  },
  "what has no id": {
    finding: { ...fail, severity: "critical", resource: { ...fail.resource, type: "region", id: "" } },
    line: "fail    critical sqs/not-public 111111111111/eu-west-1 region: its policy lets anyone in",
  },
  "what could not be read": {
    finding: { ...fail, verdict: { status: "unknown", cause: "denied", aspect: "policy", reason: "no" } },
    line: "unknown high     sqs/not-public 111111111111/eu-west-1 https://q: no",
  },
  "a pass": { finding: { ...fail, verdict: { status: "pass" } }, line: "pass    high     sqs/not-public 111111111111/eu-west-1 https://q" },
  marks: {
    finding: { ...fail, contained: {}, exception: { id: "e1", reason: "r", owner: "o", expires: "2026-12-31" } },
    line: "fail    high     sqs/not-public 111111111111/eu-west-1 https://q: its policy lets anyone in (contained, excepted until 2026-12-31)",
  },
  "controls in an id": {
    finding: { ...fail, resource: { ...fail.resource, id: "\u001b[2Jq\n" } },
    line: "fail    high     sqs/not-public 111111111111/eu-west-1 \\u001b[2Jq : its policy lets anyone in",
  },
};
it.each(Object.entries(rows))("findingLine: %s", (_, { finding, line }) => {
  expect(findingLine(finding)).toBe(line);
});
