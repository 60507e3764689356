import type { IamRecord } from "@plumbline/iam-model/kinds";
import { type Looked, snapshotOf } from "@plumbline/iam-model/snapshot";
import { describe, expect, it, test } from "vitest";
import type { Gap, ItemKind } from "./campaign.ts";
import { coverageOf } from "./coverage.ts";
import { day, dev, people } from "./inventory.fixture.ts";
import type { Permissions } from "./permissions.ts";
import { rosterOf } from "./roster.ts";
import { nothing } from "./roster-iam.ts";
import { unseenIn, unseenOf, whyUnseen, withUnseen } from "./unseen.ts";

const kinds: readonly ItemKind[] = ["iam_user", "iam_role", "iam_membership"];
const [seen, since] = ["2026-06-01T00:00:00.000Z", "2026-05-20T00:00:00.000Z"];
const gap = (kind: string, type: string | null = "iam", completeAt: string | null = null): Gap => ({
  ...{ account: dev, kind, listing: type === null ? null : `aws/${dev}/global/${type}` },
  ...{ cause: type === null ? "never-looked" : "denied", message: null, completeAt },
});
const roster = (gaps: readonly Gap[], records: readonly IamRecord[] = people) =>
  rosterOf({
    ...{ account: dev, kinds, gaps, shared: snapshotOf(seen, []) },
    own: snapshotOf(
      seen,
      records.filter(({ account }) => account === dev),
    ),
  }).principals;
const found = (gaps: readonly Gap[], name: string, kind: ItemKind = "iam_user") =>
  roster(gaps).find((principal) => principal.principalName === name && principal.kind === kind);
const notAll = "its policies were not all seen";

// Of each gap the parts of which it hides something, of a user, of a role, and of a place in a group.
const rows: Record<string, [gap: Gap, user: string, role: string, membership: string]> = {
  attachments: [gap("iam_attachment"), "attached groups", "attached", "groups"],
  "attachments of users": [gap("iam_attachment", "iam_user"), "attached", "", ""],
  "attachments of groups": [gap("iam_attachment", "iam_group"), "groups", "", "groups"],
  "attachments of roles": [gap("iam_attachment", "iam_role"), "", "attached", ""],
  "inline policies": [gap("iam_inline_policy"), "inline groups", "inline", "groups"],
  "inline policies that nobody ever looked for": [gap("iam_inline_policy", null), "inline groups", "inline", "groups"],
  "the texts of policies": [gap("iam_policy"), "texts", "texts", "texts"],
  groups: [gap("iam_group"), "groups", "", "groups"],
  "places in groups": [gap("iam_membership"), "groups", "", "groups"],
  keys: [gap("iam_access_key"), "keys", "", ""],
  "the root user's keys": [gap("iam_access_key", "root_credential"), "", "", ""],
  passwords: [gap("iam_login_profile"), "login", "", ""],
  "attachments for too long": [{ ...gap("iam_attachment", "iam", since), cause: "too-old" }, "", "", ""],
};
const granting = ["attached", "inline", "groups", "texts"];
describe.each(Object.entries(rows))("where %s were not seen", (_, [one, user, role, membership]) => {
  it.each([
    ["cyd", "iam_user", user],
    ["deploy", "iam_role", role],
    ["ann", "iam_membership", membership],
  ] as const)("%s as %s says so, is privileged where policies are hidden, and has another permission hash", (name, kind, parts) => {
    const [then, now] = [found([], name, kind), found([one], name, kind)];
    expect((now?.permissions.unseen ?? []).map(({ part }) => part).join(" ")).toBe(parts);
    expect(now?.permissionHash !== then?.permissionHash).toBe(parts !== "");
    expect(now?.privilegedBecause).toEqual(parts.split(" ").some((part) => granting.includes(part)) ? [notAll] : []);
    expect(now?.item).toBe(then?.item);
  });
});

describe("a principal", () => {
  it("that is known to be privileged says that first", () => {
    expect(found([gap("iam_attachment")], "bob")?.privilegedBecause).toEqual(["rule: it allows every action", notAll]);
  });
  it("has no password that was not looked for, and the one that was seen", () => {
    expect(found([], "cyd")?.permissions.hasLogin).toBe(false);
    expect(found([gap("iam_login_profile")], "cyd")?.permissions.hasLogin).toBeNull();
    expect(found([gap("iam_login_profile")], "ann")?.permissions.hasLogin).toBe(true);
    expect(found([gap("iam_login_profile", "iam", since)], "cyd")?.permissions.hasLogin).toBe(false);
  });
});

test("of several listings the one that was whole longest ago counts", () => {
  const [late, early] = [gap("iam_attachment", "iam_user", seen), gap("iam_attachment", "iam", since)];
  expect(unseenOf("iam_user", [late])).toEqual([{ part: "attached", since: seen }]);
  expect(unseenOf("iam_user", [late, early])[0]).toEqual({ part: "attached", since });
  expect(unseenOf("iam_user", [late, early, gap("iam_attachment", "iam_credential")])[0]).toEqual({ part: "attached", since: null });
});

const assignments: Record<string, [gap: Gap, parts: string, because: readonly string[]]> = {
  "permission sets": [gap("sso_permission_set"), "attached inline", [notAll]],
  users: [gap("sso_user", "sso_user"), "who", ["it was not seen who it is"]],
  "groups that nobody ever looked for": [gap("sso_group", null), "who", ["it was not seen who it is"]],
  "users for too long": [{ ...gap("sso_user", "sso_user", since), cause: "too-old" }, "", []],
};
test.each(Object.entries(assignments))(
  "an assignment is privileged where %s of Identity Center were not seen",
  (_, [one, parts, because]) => {
    const unseen = unseenOf("sso_assignment", [one]);
    expect(unseen.map(({ part }) => part).join(" ")).toBe(parts);
    expect(whyUnseen(unseen)).toEqual(because);
  },
);

const words: Record<string, [unseen: Permissions["unseen"], text: string, told: string]> = {
  "nothing that was looked for": [undefined, "", ""],
  "nothing where nobody looked": [[{ part: "keys", since: null }], "", "not looked at"],
  "something where not all was looked at": [[{ part: "keys", since: null }], "AKIA1", "AKIA1 (not all looked at)"],
  "nothing, the last time": [[{ part: "keys", since }], "", "not looked at since 2026-05-20"],
  "something, the last time": [[{ part: "keys", since }], "AKIA1", "AKIA1 (not looked at since 2026-05-20)"],
  "another part": [[{ part: "login", since: null }], "AKIA1", "AKIA1"],
};
test.each(Object.entries(words))("in words: %s", (_, [unseen, text, told]) => {
  expect(withUnseen(text, { ...nothing, ...(unseen ? { unseen } : {}) }, ["keys"])).toBe(told);
});
test("all that was not looked at, in one line", () => {
  const unseen = [
    { part: "attached" as const, since: null },
    { part: "login" as const, since },
  ];
  expect(unseenIn({ ...nothing, unseen })).toBe("attached policies, console password since 2026-05-20");
  expect(unseenIn(nothing)).toBe("");
});

test("keys of users that nobody looked for are a gap, whatever was told of the root user's", () => {
  const root: Looked = {
    ...{
      listing: `aws/${dev}/global/root_credential`,
      kind: "iam_access_key",
      account: dev,
      outcome: "ok",
      message: null,
      completeAt: seen,
    },
  };
  const { gaps } = coverageOf({ account: dev, kinds: ["iam_user"], looked: [root], at: day(1, 1), maxAgeHours: 48 });
  expect(gaps.find(({ kind }) => kind === "iam_access_key")).toMatchObject({ cause: "never-looked" });
});
