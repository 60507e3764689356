import type { Revocation } from "@plumbline/access-reviews/revocation";
import { entryOf, planned } from "@plumbline/cli/plan.fixture";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { outcomesIn } from "./outcomes-in.ts";

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
