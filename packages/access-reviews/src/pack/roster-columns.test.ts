import { expect, test } from "vitest";
import type { ItemKind } from "../campaign.ts";
import type { Permissions } from "../permissions.ts";
import { nothing } from "../roster-iam.ts";
import type { RosterEntry } from "./pack-tables.ts";
import { rosterColumns } from "./roster-columns.ts";

const read = { name: "read", arn: null, sha256: null };
const parts = ["policies", "inline_policies", "groups", "login", "keys"];
const told = (kind: ItemKind, permissions: Partial<Permissions>) =>
  parts.map((part) => rosterColumns[part]?.({ kind, permissions: { ...nothing, ...permissions } } as RosterEntry));

const rows: Record<string, [kind: ItemKind, permissions: Partial<Permissions>, cells: readonly (string | null)[]]> = {
  "a user without anything": ["iam_user", {}, ["", "", "", "no", ""]],
  "a user": ["iam_user", { hasLogin: true, keys: [{ id: "AKIA1", status: "Active" }] }, ["", "", "", "yes", "AKIA1 (Active)"]],
  "a user that nobody looked at": [
    "iam_user",
    { hasLogin: null, unseen: [{ part: "login", since: null }] },
    ["", "", "", "not looked at", ""],
  ],
  "a role": ["iam_role", { attached: [read] }, ["read", "", null, null, null]],
  "a place in a group": ["iam_membership", { groups: [{ name: "devs", attached: [read], inline: [] }] }, [null, null, "devs", null, null]],
  "an assignment": ["sso_assignment", { inline: [read] }, ["", "read", null, null, null]],
};
test.each(Object.entries(rows))("of %s a roster tells what its kind has alone", (_, [kind, permissions, cells]) => {
  expect(told(kind, permissions)).toEqual(cells);
});
