import { describe, expect, test } from "vitest";
import { holdsMore } from "./holds-more.ts";
import type { Permissions, PolicyUse } from "./permissions.ts";
import { nothing } from "./roster-iam.ts";

const use = (name: string, text = name): PolicyUse => ({ name, arn: null, sha256: text.padEnd(64, "0") });
const [read, write, deny] = [use("read"), use("write"), use("deny")];
const group = (name: string, ...attached: PolicyUse[]) => ({ name, attached, inline: [] });
const gone = (part: "attached" | "login" | "who") => ({ part, since: null });
const key = (status: string, id = "AKIA1") => ({ id, status });

const rows: Record<string, { readonly before: Partial<Permissions>; readonly now: Partial<Permissions>; readonly is: boolean }> = {
  "the same": { before: { attached: [read] }, now: { attached: [read] }, is: false },
  "nothing any more": { before: { attached: [read], hasLogin: true, keys: [key("Active")] }, now: {}, is: false },
  "one policy of two": { before: { attached: [read, write] }, now: { attached: [read] }, is: false },
  "another policy": { before: { attached: [read] }, now: { attached: [read, write] }, is: true },
  "one policy in place of another": { before: { attached: [read] }, now: { attached: [write] }, is: true },
  "another text of a policy": { before: { attached: [read] }, now: { attached: [use("read", "more")] }, is: true },
  "a text that is no longer seen": { before: { attached: [read] }, now: { attached: [{ ...read, sha256: null }] }, is: true },
  "an inline policy": { before: {}, now: { inline: [read] }, is: true },
  "one group of two": { before: { groups: [group("a", read), group("b")] }, now: { groups: [group("a", read)] }, is: false },
  "another group": { before: { groups: [group("a", read)] }, now: { groups: [group("a", read), group("b")] }, is: true },
  "a group that got another policy": { before: { groups: [group("a", read)] }, now: { groups: [group("a", read, write)] }, is: true },
  "a key fewer": { before: { keys: [key("Active")] }, now: {}, is: false },
  "a key made inactive": { before: { keys: [key("Active")] }, now: { keys: [key("Inactive")] }, is: false },
  "a key made active": { before: { keys: [key("Inactive")] }, now: { keys: [key("Active")] }, is: true },
  "another key": { before: { keys: [key("Active")] }, now: { keys: [key("Active", "AKIA2")] }, is: true },
  "a password": { before: {}, now: { hasLogin: true }, is: true },
  "a password where nobody had looked": { before: { hasLogin: null, unseen: [gone("login")] }, now: { hasLogin: true }, is: true },
  "no password where nobody had looked": { before: { hasLogin: null, unseen: [gone("login")] }, now: {}, is: false },
  "a policy where nobody had looked": { before: { unseen: [gone("attached")] }, now: { attached: [read] }, is: true },
  "what could not be seen again": { before: { attached: [read] }, now: { attached: [read], unseen: [gone("attached")] }, is: false },
  "who it is, where nobody had seen that": { before: { unseen: [gone("who")] }, now: {}, is: false },
  "nobody who is known any more": { before: {}, now: { unseen: [gone("who")] }, is: false },
  "no password any more": { before: { hasLogin: true }, now: {}, is: false },
  "another trust policy": { before: { trust: "a".repeat(64) }, now: { trust: "b".repeat(64) }, is: true },
  "a boundary where none was": { before: { attached: [read] }, now: { attached: [read], boundary: write }, is: false },
  "no boundary any more": { before: { attached: [read], boundary: write }, now: { attached: [read] }, is: true },
  "another boundary": { before: { boundary: write }, now: { boundary: read }, is: true },
  "a policy that denies is gone": { before: { attached: [deny, read] }, now: { attached: [read] }, is: true },
  "a policy that denies is gone with all the others": { before: { attached: [deny, read] }, now: {}, is: false },
};

describe("holdsMore", () => {
  test.each(Object.entries(rows))("%s", (_, { before, now, is }) => {
    expect(holdsMore({ ...nothing, ...before }, { ...nothing, ...now }, ({ name }) => name === "deny")).toBe(is);
  });
});
