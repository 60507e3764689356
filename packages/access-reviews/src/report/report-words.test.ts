import { expect, test } from "vitest";
import type { Gap, ItemKind } from "../campaign.ts";
import { nothing } from "../roster-iam.ts";
import type { AccountAccess, ReportedPrincipal } from "./access-report.ts";
import { countOf, privilegedCount } from "./report-words.ts";

const account = "111122223333";
const gap = (kind: string): Gap => ({ account, kind, listing: null, cause: "never-looked", message: null, completeAt: null });
const principal = (kind: ItemKind, ...privilegedBecause: string[]): ReportedPrincipal => ({
  ...{ item: "a", account, kind, recordId: "a", principalId: "a", principalName: "ann", arn: null, via: null, permissions: nothing },
  ...{ permissionHash: "", privilegedBecause, tags: {}, ownNames: [], lastUsedAt: undefined, hasMfa: undefined },
});
const privilegedUnseen = "its policies were not all seen";
const [user, ruler] = [principal("iam_user"), principal("iam_user", "rule: it allows every action", privilegedUnseen)];
const unknown = principal("iam_user", privilegedUnseen);
const nameless = principal("sso_assignment", "it was not seen who it is");
const users: readonly ItemKind[] = ["iam_user"];

type Counts = readonly [users: number | string | undefined, assignments: number | string | undefined, privileged: number | string];
const rows: Record<string, [kinds: readonly ItemKind[], gaps: readonly Gap[], principals: readonly ReportedPrincipal[], counts: Counts]> = {
  "all seen": [users, [], [user, ruler], [2, undefined, 1]],
  "none there": [["iam_user", "sso_assignment"], [], [], [0, 0, 0]],
  "users not seen": [users, [gap("iam_user")], [], ["not looked at", undefined, "not looked at"]],
  "not all users seen": [users, [gap("iam_user")], [user, ruler], ["at least 2", undefined, "at least 1"]],
  "policies not seen": [users, [gap("iam_attachment")], [unknown, unknown], [2, undefined, "not looked at"]],
  "not all policies seen": [users, [gap("iam_inline_policy")], [unknown, ruler], [2, undefined, "at least 1"]],
  "keys not seen": [users, [gap("iam_access_key")], [user, ruler], [2, undefined, 1]],
  "assignments not seen": [["iam_user", "sso_assignment"], [gap("sso_assignment")], [user, ruler], [2, "not looked at", "at least 1"]],
  "it not seen whose an assignment is": [["iam_user", "sso_assignment"], [gap("sso_user")], [ruler, nameless], [1, 1, 1]],
  "users seen too long ago": [users, [{ ...gap("iam_user"), cause: "too-old" }], [user], [1, undefined, 0]],
  "a gap of what was not asked for": [users, [gap("sso_assignment")], [user], [1, undefined, 0]],
};
test.each(Object.entries(rows))("counts with %s", (_, [kinds, gaps, principals, counts]) => {
  const of: AccountAccess = {
    ...{ account, name: "", businessUnit: null, owner: null, supportTeam: null, securityContact: null, kinds, principals, reviews: [] },
    ...{
      coverage: { cells: [], gaps: [...gaps], leftOut: {} },
      mfaLooked: { at: null, isOld: false },
      useLooked: { at: null, isOld: false },
    },
  };
  expect([countOf(of, "iam_user"), countOf(of, "sso_assignment"), privilegedCount(of)]).toEqual(counts);
});
