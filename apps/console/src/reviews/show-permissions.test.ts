import type { Permissions } from "@plumbline/access-reviews/permissions";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { expect, test } from "vitest";
import { showPermissions } from "./show-permissions.ts";

const none: Permissions = {
  ...{ attached: [], inline: [], groups: [], boundary: null, keys: [], hasLogin: false, trust: null, permissionSet: null },
};
const read = { name: "read", arn: null, sha256: null };
const at = "2026-06-01T00:00:00.000Z";
const wordsOf = (permissions: Permissions, kind: ReviewItem["kind"] = "iam_user") =>
  String(showPermissions({ kind, permissions }, {}))
    .replaceAll(/<svg.*?<\/svg>|<[^>]*>/gs, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

const rows: Record<string, [permissions: Partial<Permissions>, told: string]> = {
  "nothing, where all was looked at": [
    {},
    "What it may do Console password no Access keys none Attached policies none Inline policies none",
  ],
  "nothing, where nobody ever looked": [
    {
      hasLogin: null,
      unseen: (["attached", "inline", "groups", "texts", "keys", "login"] as const).map((part) => ({ part, since: null })),
    },
    "What it may do What its policies say: not all looked at Console password not looked at Access keys not looked at Attached policies not looked at Inline policies not looked at Groups not looked at",
  ],
  "nothing the last time": [
    { unseen: (["inline", "login"] as const).map((part) => ({ part, since: at })) },
    "What it may do Console password no (not looked at since 2026-06-01) Access keys none Attached policies none Inline policies not looked at since 2026-06-01",
  ],
  "something, where there may be more": [
    {
      ...{ attached: [read], keys: [{ id: "AKIA1", status: "Active" }], groups: [{ name: "devs", attached: [], inline: [] }] },
      unseen: (["attached", "groups", "keys"] as const).map((part) => ({ part, since: null })),
    },
    "What it may do Console password no Access keys AKIA1 Active not all looked at Attached policies read its text was not seen not all looked at Inline policies none By group devs not looked at",
  ],
};
test.each(Object.entries(rows))("%s", (_, [permissions, told]) => {
  expect(wordsOf({ ...none, ...permissions })).toBe(told);
});

const kinds: Record<string, [kind: ReviewItem["kind"], permissions: Partial<Permissions>, told: string]> = {
  "a role": ["iam_role", { attached: [read] }, "What it may do Attached policies read its text was not seen Inline policies none"],
  "a place in a group": [
    "iam_membership",
    { groups: [{ name: "devs", attached: [read], inline: [] }] },
    "What it may do By group devs read its text was not seen",
  ],
  "a place in a group that may do more": [
    "iam_membership",
    { groups: [{ name: "devs", attached: [], inline: [] }], unseen: [{ part: "groups", since: null }] },
    "What it may do By group devs not looked at",
  ],
  "an assignment": [
    "sso_assignment",
    { permissionSet: { arn: "arn:aws:sso:::permissionSet/a/b", name: "Power" } },
    "What it may do Permission set Power Attached policies none Inline policies none",
  ],
};
test.each(Object.entries(kinds))("%s is shown with what it has alone", (_, [kind, permissions, told]) => {
  expect(wordsOf({ ...none, ...permissions }, kind)).toBe(told);
});
