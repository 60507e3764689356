import { judge, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { iamUserAccessKeyUnused } from "./access-key-unused.ts";

const now = new Date("2026-05-02T12:00:00Z");
const at100days = "2026-01-22T12:00:00.000Z";
const before = "2026-01-22T11:59:59.000Z";
const today = "2026-05-02T11:00:00.000Z";
const yearAgo = "2025-05-02T12:00:00.000Z";
const active = (id: string, createdAt: string) => ({ id, status: "Active" as const, createdAt });
const factsOf = (
  keys: { id: string; status: "Active" | "Inactive" | "Expired"; createdAt: string }[],
  lastUsed: Record<string, string | null>,
) => ({
  ...{ id: "ann", passwordLastUsed: null },
  accessKeys: { keys, lastUsed },
});

describe("iam_user/access-key-unused", () => {
  testAuditor(it, iamUserAccessKeyUnused, {
    pass: {
      "used today": { facts: factsOf([active("AKIA1", yearAgo)], { AKIA1: today }), now },
      "used exactly 100 days ago": { facts: factsOf([active("AKIA1", yearAgo)], { AKIA1: at100days }), now },
      "never used, and exactly 100 days old": { facts: factsOf([active("AKIA1", at100days)], { AKIA1: null }), now },
      inactive: { facts: factsOf([{ ...active("AKIA1", yearAgo), status: "Inactive" }], { AKIA1: null }), now },
      expired: { facts: factsOf([{ ...active("AKIA1", yearAgo), status: "Expired" }], { AKIA1: null }), now },
      "a longer time in the settings": {
        facts: factsOf([active("AKIA1", yearAgo)], { AKIA1: before }),
        settings: { unusedDays: 101 },
        now,
      },
    },
    fail: {
      "used more than 100 days ago": {
        facts: factsOf([active("AKIA1", yearAgo)], { AKIA1: before }),
        now,
        parts: { AKIA1: "fail" },
        remedy: "cured",
        blastRadius: { lastUsed: before, affected: [{ kind: "access-key", id: "AKIA1" }] },
      },
      "never used, and older than 100 days": {
        facts: factsOf([active("AKIA1", before)], { AKIA1: null }),
        now,
        parts: { AKIA1: "fail" },
        remedy: "cured",
        blastRadius: { lastUsed: null, affected: [{ kind: "access-key", id: "AKIA1" }] },
      },
      "a key of whose use nothing was said": {
        facts: factsOf([active("AKIA1", before)], {}),
        now,
        parts: { AKIA1: "fail" },
        remedy: "cured",
        blastRadius: { affected: [{ kind: "access-key", id: "AKIA1" }] },
      },
      "one of two, and the other stays": {
        facts: factsOf([active("AKIA1", yearAgo), active("AKIA2", yearAgo)], { AKIA1: today, AKIA2: before }),
        ...{ now, parts: { AKIA1: "pass", AKIA2: "fail" }, remedy: "cured" },
        blastRadius: { lastUsed: before, affected: [{ kind: "access-key", id: "AKIA2" }] },
      },
      "one beside an inactive one": {
        facts: factsOf([{ ...active("AKIA1", yearAgo), status: "Inactive" }, active("AKIA2", yearAgo)], { AKIA1: null, AKIA2: null }),
        ...{ now, parts: { AKIA1: "pass", AKIA2: "fail" }, remedy: "cured" },
      },
      "a shorter time, as later benchmarks ask for it": {
        facts: factsOf([active("AKIA1", yearAgo)], { AKIA1: "2026-03-15T00:00:00.000Z" }),
        ...{ settings: { unusedDays: 45 }, now, parts: { AKIA1: "fail" }, remedy: "cured" },
      },
      "the seed's remedy on request": {
        facts: factsOf([active("AKIA1", yearAgo), active("AKIA2", yearAgo)], { AKIA1: before, AKIA2: today }),
        ...{ settings: { mode: "delete" }, now, parts: { AKIA1: "fail", AKIA2: "pass" }, remedy: "cured" },
      },
    },
    notApplicable: {
      "no key": { facts: factsOf([], {}), now },
    },
  });

  const planOf = (mode: "deactivate" | "delete") => {
    const facts = factsOf([active("AKIA1", yearAgo), active("AKIA2", yearAgo)], { AKIA1: before, AKIA2: null });
    const account = { id: "000000000000", kind: "prod" as const };
    const place = {
      settings: { unusedDays: 100, mode },
      partition: "aws",
      region: "us-east-1",
      account,
      knownAccounts: new Set<string>(),
      now,
      context: {},
    };
    const input = { facts, ...place };
    const resource = { account: account.id, region: "us-east-1", type: "iam_user", id: "ann" };
    const failing = judge(iamUserAccessKeyUnused, input).map((judgement) => ({
      auditor: iamUserAccessKeyUnused,
      input,
      finding: toFinding(iamUserAccessKeyUnused, "aws", resource, judgement),
    }));
    return planResource(failing).changes.map((change) => [change.change, change.before, change.after, change.undo.kind]);
  };

  it("makes two keys inactive one after the other", () => {
    expect(planOf("deactivate")).toEqual([
      ["iam_user/access-key-status", { AKIA1: "Active", AKIA2: "Active" }, { AKIA1: "Inactive", AKIA2: "Active" }, "restore"],
      ["iam_user/access-key-status", { AKIA1: "Inactive", AKIA2: "Active" }, { AKIA1: "Inactive", AKIA2: "Inactive" }, "restore"],
    ]);
  });

  it("deletes two keys one after the other, and says that this can't be undone", () => {
    const [first, second] = [active("AKIA1", yearAgo), active("AKIA2", yearAgo)];
    expect(planOf("delete")).toEqual([
      ["iam_user/access-keys", [first, second], [second], "impossible"],
      ["iam_user/access-keys", [second], [], "impossible"],
    ]);
  });
});
