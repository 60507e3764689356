import type { Revocation } from "@plumbline/access-reviews/revocation";
import type { EverRevoked } from "@plumbline/access-reviews/revocations-of";
import { entryOf, planned } from "@plumbline/cli/plan.fixture";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { becameOf, outcomesIn } from "./outcomes-in.ts";

const account = "111111111111";
const [one, two] = ["1".repeat(64), "2".repeat(64)];
const changeOf = (change: string, marks: Partial<PlannedChange> = {}, campaign = "q1") =>
  planned(change, {
    ...{ resource: { account, region: "us-east-1", type: "iam_user", id: "ann" }, change: `iam_user/${change}` },
    because: { decision: { campaign, item: "a" }, reason: "left", principalId: "AIDA1", settings: {} },
    ...marks,
  });
const revocation = (marks: Partial<Revocation> = {}): Revocation => ({
  ...{ account, kind: "iam_user", recordId: "AIDA1", principalId: "AIDA1", principalName: "ann", via: null, what: "everything" },
  ...{ reason: "left", permissionHash: null, because: { campaign: "q1", item: "a" } },
  ...marks,
});
const keys = changeOf("access-key-status");
const groups = changeOf("groups", { before: ["admins", "readers"], after: ["readers"] });
const entry = (action: JournalEntry["action"], status: JournalEntry["status"], change: PlannedChange, plan?: string) => ({
  ...entryOf(action, status, change),
  ...(plan === undefined ? {} : { plan }),
});
const membership = (via: string) => revocation({ kind: "iam_membership", via, because: { campaign: "q1", item: "b" } });

describe("what became of a revocation", () => {
  const rows: Record<string, [entries: JournalEntry[], of: Revocation, outcomes: string[]]> = {
    "verified, where all is": [
      [entry("apply", "verified", keys, one), entry("apply", "verified", groups, one)],
      revocation(),
      [`a 1 verified`],
    ],
    "failed, where one is": [[entry("apply", "verified", keys, one), entry("apply", "failed", groups, one)], revocation(), [`a 1 failed`]],
    "applied, where one is still open": [
      [entry("apply", "verified", keys, one), entry("apply", "writing", groups, one)],
      revocation(),
      [`a 1 applied`],
    ],
    "undone, of the plan that made it": [
      [entry("apply", "verified", keys, one), entry("undo", "undone", keys)],
      revocation(),
      [`a 1 undone`],
    ],
    "applied, where a part was undone": [
      [entry("apply", "verified", keys, one), entry("apply", "verified", groups, one), entry("undo", "undone", keys)],
      revocation(),
      [`a 1 applied`],
    ],
    "by each plan": [
      [entry("apply", "verified", keys, one), entry("apply", "verified", groups, two)],
      revocation(),
      [`a 1 verified`, `a 2 verified`],
    ],
    "nothing, where nothing was written": [
      [entry("apply", "refused", keys, one), entry("apply", "drifted", groups, one)],
      revocation(),
      [],
    ],
    "nothing of another campaign": [[entry("apply", "verified", changeOf("access-key-status", {}, "q2"), one)], revocation(), []],
    "nothing of a finding": [[entry("apply", "verified", { ...keys, because: undefined }, one)], revocation(), []],
    "nothing of another principal": [[entry("apply", "verified", keys, one)], revocation({ principalName: "bob" }), []],
    "a membership by the group that was left": [[entry("apply", "verified", groups, one)], membership("admins"), [`b 1 verified`]],
    "no membership of a group that stays": [[entry("apply", "verified", groups, one)], membership("readers"), []],
    "no membership by another change": [[entry("apply", "verified", keys, one)], membership("admins"), []],
  };
  it.each(Object.entries(rows))("%s", (_, [entries, of, outcomes]) => {
    expect(outcomesIn(entries, "q1", [of]).map(({ item, planHash, outcome }) => `${item} ${planHash[0]} ${outcome}`)).toEqual(outcomes);
  });
});

const ever = (item: string, verdict: "keep" | "revoke", marks: Partial<Revocation> = {}): EverRevoked => ({
  ...{ item, revocation: revocation({ ...marks, because: { campaign: "q1", item } }) },
  last: {
    ...{ campaign: "q1", account, seq: 2, item, permissionHash: two, verdict, what: verdict === "keep" ? null : "everything", reason: "x" },
    ...{ by: "rita", at: "2026-06-01T00:00:00.000Z", carriedFrom: null, previous: one, hash: two },
  },
});
const notedOf = (item: string, ...plans: string[]) => new Map([[item, plans.map((planHash) => ({ planHash, outcome: "planned" }))]]);

describe("what became of what was ever revoked", () => {
  const none = new Map();
  const rows: Record<string, [entries: JournalEntry[], of: EverRevoked[], noted: Parameters<typeof becameOf>[3], became: string[]]> = {
    "kept since it was made": [[entry("apply", "verified", keys, one)], [ever("a", "keep")], none, ["a 1 verified"]],
    "kept since, and undone": [
      [entry("apply", "verified", keys, one), entry("undo", "undone", keys)],
      [ever("a", "keep")],
      notedOf("a", one),
      ["a 1 undone"],
    ],
    "kept since it was planned": [[], [ever("a", "keep")], notedOf("a", one, two), ["a 2 planned"]],
    "planned, and to be revoked still": [[], [ever("a", "revoke")], notedOf("a", one), ["a 1 planned"]],
    "planned once more": [
      [entry("apply", "verified", keys, one)],
      [ever("a", "revoke")],
      notedOf("a", one, two),
      ["a 1 verified", "a 2 planned"],
    ],
    "never planned": [[], [ever("a", "revoke"), ever("b", "keep")], none, []],
    "kept, where another item of the same user was made": [
      [entry("apply", "verified", groups, one)],
      [ever("a", "revoke"), ever("b", "keep", { kind: "iam_membership", via: "admins" })],
      none,
      ["a 1 verified"],
    ],
    "kept, where one change was planned for both": [
      [entry("apply", "verified", groups, one)],
      [ever("a", "revoke"), ever("b", "keep", { kind: "iam_membership", via: "admins" })],
      notedOf("b", one),
      ["a 1 verified", "b 1 verified"],
    ],
  };
  it.each(Object.entries(rows))("%s", (_, [entries, of, noted, became]) => {
    expect(becameOf(entries, "q1", of, noted).map(({ item, planHash, outcome }) => `${item} ${planHash[0]} ${outcome}`)).toEqual(became);
  });
});
