import { describe, expect, it } from "vitest";
import { exceptionsAt } from "./exceptions.ts";

const base = { reason: "r", owner: "o", expires: "2026-01-31" };
const finding = { check: "sqs/not-public", resource: { account: "111111111111", region: "us-east-1", type: "sqs", id: "https://sqs/q.1" } };
const rows: Record<string, [exception: object, now: string, covers: boolean]> = {
  everything: [{}, "2026-01-01", true],
  "on its last day": [{}, "2026-01-31T23:59:59Z", true],
  "the day after": [{}, "2026-02-01T00:00:00Z", false],
  "another check": [{ check: "sqs/other" }, "2026-01-01", false],
  "another account": [{ account: "222222222222" }, "2026-01-01", false],
  "another region": [{ region: "eu-west-1" }, "2026-01-01", false],
  "another type": [{ type: "ec2" }, "2026-01-01", false],
  "the very resource": [{ resource: "https://sqs/q.1" }, "2026-01-01", true],
  "a glob": [{ resource: "https://*/q.1" }, "2026-01-01", true],
  "a dot is a dot": [{ resource: "https://sqs/q?1" }, "2026-01-01", false],
  "a part is not the whole": [{ resource: "sqs" }, "2026-01-01", false],
};
describe("exceptionsAt", () => {
  it.each(Object.entries(rows))("%s", (_, [exception, now, covers]) => {
    expect(exceptionsAt([{ ...base, ...exception }], new Date(now))(finding) !== undefined).toBe(covers);
  });
});
