import { describe, expect, test } from "vitest";
import type { Kind } from "../kinds.ts";
import { type Looked, snapshotOf } from "../snapshot.ts";
import { lookedAt } from "./looked.ts";
import * as w from "./world.fixture.ts";

const [one, two] = ["111122223333", "444455556666"];
const row = (kind: Kind, asked: string, outcome = "ok", account = asked): Looked => ({
  ...{ listing: `aws/${asked}/global/${kind}`, kind, account, outcome, message: null },
  completeAt: outcome === "ok" ? w.at : null,
});
const member = (of: string) => w.memberAccount([["p-1"]], { of });
const suspended = { ...member(two), facts: { ...member(two).facts, status: "SUSPENDED" } };
const both: readonly Kind[] = ["iam_user", "organization_account"];

const rows: Record<
  string,
  {
    looked: readonly Looked[];
    records?: Parameters<typeof snapshotOf>[1];
    kinds?: readonly Kind[];
    accounts?: string[];
    meant?: string[];
    is: string[];
  }
> = {
  "nobody ever looked": { looked: [], kinds: ["iam_user"], is: ["iam_user of  never"] },
  "all was seen": { looked: [row("iam_user", one)], kinds: ["iam_user"], is: [] },
  "one account was denied": {
    looked: [row("iam_user", one), row("iam_user", two, "denied")],
    kinds: ["iam_user"],
    is: [`iam_user of ${two} denied`],
  },
  "one kind was never looked at": {
    looked: [row("iam_user", one), row("iam_role", one), row("iam_role", two)],
    kinds: ["iam_user"],
    is: [`iam_user of ${two} never`],
  },
  "another account's gap is not asked": {
    looked: [row("iam_user", one), row("iam_user", two, "denied")],
    kinds: ["iam_user"],
    accounts: [one],
    is: [],
  },
  "an account that nobody looked at": {
    looked: [row("iam_user", one)],
    kinds: ["iam_user"],
    accounts: [two],
    is: [`iam_user of ${two} never`],
  },
  "an account in no organization says so": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    kinds: both,
    is: [],
  },
  "a member of whom the management account tells": {
    looked: [row("iam_user", one), row("organization_account", one, "skipped"), row("organization_account", two, "ok", "")],
    ...{ records: [member(one)], kinds: both, is: [] },
  },
  "a member that nobody ever collected": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), member(two)], kinds: both, is: [`iam_user of ${two} never`] },
  },
  "a member that nobody ever collected, where the question is about another": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), member(two)], kinds: both, accounts: [one], is: [] },
  },
  "a member that nobody ever collected, and the organization is not what is asked": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), member(two)], kinds: ["iam_user"], is: [`iam_user of ${two} never`] },
  },
  "a member that is suspended has nothing that works": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), suspended], kinds: both, is: [] },
  },
  "a member, and no kind of IAM is asked": {
    looked: [row("organization_account", one, "ok", "")],
    ...{ records: [member(one), member(two)], kinds: ["organization_account"], is: [] },
  },
  "an account of the table of roles that nobody ever collected": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ meant: [one, two], is: [`iam_user of ${two} never`, `organization_account of ${two} never`] },
  },
  "an account of the table of roles that is a member of whom the management account tells": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), member(two)], meant: [two], is: [`iam_user of ${two} never`] },
  },
  "an account of the table of roles, where the question is about another": {
    looked: [row("iam_user", one)],
    ...{ kinds: ["iam_user"], accounts: [one], meant: [two], is: [] },
  },
  "an account of the table of roles that is suspended": {
    looked: [row("iam_user", one), row("organization_account", one, "ok", "")],
    ...{ records: [member(one), suspended], meant: [two], is: [] },
  },
  "only accounts of the table of roles": { looked: [], kinds: ["iam_user"], meant: [two], is: [`iam_user of ${two} never`] },
  "an account of the table of roles, and no kind of IAM is asked": {
    looked: [row("organization_account", one, "ok", "")],
    ...{ kinds: ["organization_account"], meant: [two], is: [] },
  },
  "a member of whom nobody tells": {
    looked: [row("iam_user", one), row("organization_account", one, "skipped")],
    ...{ kinds: both, is: [`organization_account of ${one} skipped`] },
  },
  "the organization was denied": {
    looked: [row("iam_user", one), row("organization_account", one, "denied", "")],
    ...{ kinds: both, is: ["organization_account of  denied"] },
  },
};

describe("lookedAt", () => {
  test.each(Object.entries(rows))("%s", (_, { looked, records = [], kinds = both, accounts, meant, is }) => {
    const { complete, gaps } = lookedAt(snapshotOf(w.at, records, looked, meant), kinds, accounts && new Set(accounts));
    expect(gaps.map(({ kind, account, outcome }) => `${kind} of ${account} ${outcome}`)).toEqual(is);
    expect(complete).toBe(is.length === 0);
  });
});

const lookAt = (kind: Kind, asked: string, completeAt: string | null, outcome = "ok", account = asked): Looked => ({
  ...row(kind, asked, outcome, account),
  completeAt,
});
const [early, late] = ["2026-05-01T00:00:00.000Z", "2026-05-30T00:00:00.000Z"];

const ages: Record<string, { looked: readonly Looked[]; accounts?: string[]; is: readonly object[] }> = {
  "nobody ever looked": { looked: [], is: [] },
  "one look": { looked: [lookAt("iam_user", one, late)], is: [{ account: one, from: late, to: late }] },
  "two looks, in the order of time": {
    looked: [lookAt("iam_user", one, late), lookAt("organization_account", one, early)],
    is: [{ account: one, from: early, to: late }],
  },
  "a look that was denied the last time rests on the one before": {
    looked: [lookAt("iam_user", one, early, "denied")],
    is: [{ account: one, from: early, to: early }],
  },
  "a look that never was complete": { looked: [lookAt("iam_user", one, null, "denied")], is: [] },
  "what was skipped tells nothing": {
    looked: [lookAt("iam_user", one, late), lookAt("organization_account", one, early, "skipped")],
    is: [{ account: one, from: late, to: late }],
  },
  "another kind is not asked": { looked: [lookAt("iam_user", one, late), lookAt("ec2_instance", one, early)], is: [{ from: late }] },
  "two accounts": {
    looked: [lookAt("iam_user", two, early), lookAt("iam_user", one, late)],
    is: [
      { account: one, from: late, to: late },
      { account: two, from: early, to: early },
    ],
  },
  "another account is not asked": {
    looked: [lookAt("iam_user", two, early), lookAt("iam_user", one, late)],
    accounts: [one],
    is: [{ account: one, from: late, to: late }],
  },
  "an organization is told of by the account that was asked": {
    looked: [lookAt("iam_user", one, late), lookAt("organization_account", two, early, "ok", "")],
    accounts: [one],
    is: [
      { account: one, from: late, to: late },
      { account: two, from: early, to: early },
    ],
  },
};

describe("how old looks are", () => {
  test.each(Object.entries(ages))("%s", (_, { looked, accounts, is }) => {
    const { looks } = lookedAt(snapshotOf(w.at, [], looked), both, accounts && new Set(accounts));
    expect(looks).toMatchObject(is);
    expect(looks.length).toBe(is.length);
  });
});
