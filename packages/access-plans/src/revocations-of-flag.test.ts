import { describe, expect, it } from "vitest";
import type { RevokedPart } from "./revocation.ts";
import { revocationsOfFlag } from "./revocations-of-flag.ts";

const flagged = (kind: string) => ({ id: "7", account: "111122223333", kind, recordId: "AIDA1", name: "ann", reason: "odd sign-ins" });
const rows: Record<string, [kind: string, what: RevokedPart[] | undefined, parts: RevokedPart[]]> = {
  "a user: console and keys": ["iam_user", undefined, ["login", "keys"]],
  "a role: sessions": ["iam_role", undefined, ["login"]],
  "a group: policies": ["iam_group", undefined, ["policies"]],
  "an account: all of it": ["account", undefined, ["everything"]],
  "a user, by name": ["iam_user", ["policies"], ["policies"]],
};

describe("revocationsOfFlag", () => {
  it.each(Object.entries(rows))("%s", (_, [kind, what, parts]) => {
    const made = revocationsOfFlag(flagged(kind), what);
    expect(made.map((one) => one.what)).toEqual(parts);
    for (const one of made)
      expect(one).toMatchObject({ principalId: "AIDA1", principalName: "ann", reason: "odd sign-ins", because: { flag: "7" } });
  });
});
