import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsSnapshotNotShared } from "./not-shared.ts";

const plain = { id: "nightly", tags: {} };
const knownAccounts = ["000000000000", "222222222222"];

describe("rds_snapshot/not-shared", () => {
  testAuditor(it, rdsSnapshotNotShared, {
    pass: {
      "shared with nobody": { facts: { ...plain, sharedWith: [] } },
      "shared with a known account": { facts: { ...plain, sharedWith: ["222222222222"] }, knownAccounts },
      "shared with its own account": { facts: { ...plain, sharedWith: ["000000000000"] }, knownAccounts: ["222222222222"] },
    },
    fail: {
      public: { facts: { ...plain, sharedWith: ["all"] }, remedy: "cured" },
      "public in China": { facts: { ...plain, sharedWith: ["all"] }, partition: "aws-cn", region: "cn-north-1", remedy: "cured" },
      "shared with an unknown account": { facts: { ...plain, sharedWith: ["999999999999"] }, knownAccounts, remedy: "cured" },
      "both in one list, beside a known account, which stays": {
        facts: { ...plain, sharedWith: ["222222222222", "999999999999", "all"] },
        knownAccounts,
        remedy: "cured",
        blastRadius: {
          affected: [
            { kind: "account", id: "999999999999" },
            { kind: "group", id: "all" },
          ],
        },
      },
      "an id that only contains a known one": { facts: { ...plain, sharedWith: ["22222222222"] }, knownAccounts, remedy: "cured" },
    },
  });

  it("leaves a known account its share", () => {
    const input = {
      facts: { ...plain, sharedWith: ["222222222222", "999999999999", "all"] },
      ...{ context: {}, settings: {}, partition: "aws", region: "us-east-1", now: new Date(0) },
      account: { id: "000000000000", kind: "prod" as const },
      knownAccounts: new Set(knownAccounts),
    };
    expect(rdsSnapshotNotShared.evaluate(input)).toMatchObject({ evidence: { sharedWith: ["999999999999", "all"] } });
    expect(rdsSnapshotNotShared.remediation?.plan(input, undefined)).toMatchObject({
      outcome: "cured",
      steps: [{ after: ["222222222222"] }],
    });
  });
});
