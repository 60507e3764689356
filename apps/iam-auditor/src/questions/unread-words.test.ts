import type { NotConsidered, PrincipalRef } from "@plumbline/iam-model/questions/answer";
import { describe, expect, test } from "vitest";
import { unreadWords } from "./unread-words.ts";

const user = (name: string): PrincipalRef => ({ account: "012345678901", kind: "user", id: `AIDA${name}`, name, arn: null });
const lost: NotConsidered = { what: "boundary b: its text is not in the inventory", effect: "may take away" };
const group: NotConsidered = { what: "group ops is not in the inventory", effect: "may add or take away" };

const rows: Record<string, { readonly of: Parameters<typeof unreadWords>[0]; readonly is: readonly string[] }> = {
  nobody: { of: [], is: [] },
  "all could be read": { of: [{ principal: user("ann"), notConsidered: [] }], is: [] },
  "one principal, told twice": {
    of: [
      { principal: user("ann"), notConsidered: [lost] },
      { principal: user("ann"), notConsidered: [lost] },
    ],
    is: ["boundary b: its text is not in the inventory (may take away), about user ann of 012345678901"],
  },
  "two principals and two things": {
    of: [
      { principal: user("ann"), notConsidered: [lost] },
      { principal: user("bob"), notConsidered: [lost, group] },
    ],
    is: [
      "boundary b: its text is not in the inventory (may take away), about user ann of 012345678901, user bob of 012345678901",
      "group ops is not in the inventory (may add or take away), about user bob of 012345678901",
    ],
  },
  "more than can be named": {
    of: ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({ principal: { ...user(name), account: "1" }, notConsidered: [group] })),
    is: [
      "group ops is not in the inventory (may add or take away), about user a of 1, user b of 1, user c of 1, user d of 1, user e of 1 and 2 others",
    ],
  },
};

describe("unreadWords", () => {
  test.each(Object.entries(rows))("%s", (_, { of, is }) => {
    expect(unreadWords(of)).toEqual(is);
  });
});
