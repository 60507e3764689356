import type { Kind } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";
import { describe, expect, it } from "vitest";
import { unseenOf } from "./unseen.ts";

const A = "111122223333";
const day = "2026-06-29T00:00:00.000Z";
const cell = (type: string, kind: Kind, completeAt: string | null, account = A): Looked => ({
  ...{ listing: `aws/${account}/global/${type}`, kind, account, outcome: completeAt === null ? "denied" : "ok", message: null, completeAt },
});

const rows: Record<string, [principal: Kind, kind: Kind, looked: Looked[], isUnseen: boolean]> = {
  "nobody looked": ["iam_user", "iam_mfa_device", [], true],
  "never complete": ["iam_user", "iam_mfa_device", [cell("iam_credential", "iam_mfa_device", null)], true],
  "complete once, though denied now": [
    ...(["iam_user", "iam_mfa_device"] as const),
    [{ ...cell("iam_credential", "iam_mfa_device", day), outcome: "denied" }],
    false,
  ],
  "complete in another account alone": [
    "iam_user",
    "iam_mfa_device",
    [cell("iam_credential", "iam_mfa_device", day, "444455556666")],
    true,
  ],
  "the root user's devices alone": ["iam_user", "iam_mfa_device", [cell("root_credential", "iam_mfa_device", day)], true],
  "policies of roles alone": ["iam_user", "iam_attachment", [cell("iam_role", "iam_attachment", day)], true],
  "policies of roles were denied, those of users not": [
    ...(["iam_user", "iam_attachment"] as const),
    [cell("iam_user", "iam_attachment", day), cell("iam_role", "iam_attachment", null)],
    false,
  ],
  "passwords were seen, the use of keys was not": [
    ...(["iam_user", "iam_activity"] as const),
    [cell("iam_user", "iam_activity", day), cell("iam_credential", "iam_activity", null)],
    true,
  ],
  "the use of keys tells nothing of roles": [
    ...(["iam_role", "iam_activity"] as const),
    [cell("iam_role", "iam_activity", day), cell("iam_credential", "iam_activity", null)],
    false,
  ],
  "members are told by the listing of users": ["iam_group", "iam_membership", [cell("iam_user", "iam_membership", day)], false],
};
describe("what nobody looked at", () => {
  it.each(Object.entries(rows))("%s", (_, [principal, kind, looked, isUnseen]) => {
    expect(unseenOf(looked, principal)(A, kind)).toBe(isUnseen);
  });
});
