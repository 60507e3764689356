import { describe, expect, test } from "vitest";
import { chooseAccounts } from "./choose-accounts.ts";
import { SessionOptions } from "./options.ts";
import { listOrganization } from "./organization.ts";
import { listRegions } from "./regions.ts";
import { awsFault, fakeAws } from "./testing.ts";

const caller = "111111111111";
const account = (digit: number, more: object = {}) => ({ Id: `${digit}`.repeat(12), Name: `n${digit}`, Status: "ACTIVE", ...more });
const ids = (members: readonly { id: string }[]) => members.map(({ id }) => id[0]).join("");

const units: Record<string, { accounts: object[][]; units: string[][] }> = {
  "r-root": { accounts: [[account(1)]], units: [["ou-prod"], ["ou-dev"]] },
  "ou-prod": { accounts: [[account(4), account(3)], [account(5, { Status: "SUSPENDED" })]], units: [["ou-deep"]] },
  "ou-deep": { accounts: [[], [account(6, { State: "PENDING_CLOSURE" })], [account(7)]], units: [[]] },
  "ou-dev": { accounts: [[account(2, { State: "CLOSED" })]], units: [[]] },
};
const all = Object.values(units).flatMap((unit) => unit.accounts);

// Organizations gives pages that are short or empty before the last: only a missing NextToken is the end.
const page = <T>(pages: readonly T[], token: string | undefined) => {
  const at = Number(token ?? 0);
  return { one: pages[at], NextToken: at + 1 < pages.length ? `${at + 1}` : undefined };
};
type Ask = { NextToken?: string; ParentId: string };
const organization = () =>
  fakeAws({
    account: caller,
    region: "us-east-1",
    answers: {
      ListAccounts: ({ NextToken: token }: Ask) => {
        const { one, NextToken } = page(all, token);
        return { Accounts: one, NextToken };
      },
      ListAccountsForParent: ({ ParentId, NextToken: token }: Ask) => {
        if (!(ParentId in units)) throw awsFault("ParentNotFoundException", "You provided an OU that doesn't exist.");
        const { one, NextToken } = page(units[ParentId]!.accounts, token);
        return { Accounts: one, NextToken };
      },
      ListOrganizationalUnitsForParent: ({ ParentId, NextToken: token }: Ask) => {
        const { one, NextToken } = page(units[ParentId]!.units, token);
        return { OrganizationalUnits: one?.map((Id) => ({ Id })), NextToken };
      },
    },
  });

const scopes = {
  "the whole organization": { ou: [], exclude: "", accounts: "1347", inactive: "256", excluded: "" },
  "one unit and the units within it": { ou: ["ou-prod"], exclude: "", accounts: "347", inactive: "56", excluded: "" },
  "a unit named twice, once by its parent": { ou: ["ou-deep", "ou-prod"], exclude: "", accounts: "347", inactive: "56", excluded: "" },
  "the root is a unit too": { ou: ["r-root"], exclude: "", accounts: "1347", inactive: "256", excluded: "" },
  "without the excluded accounts": { ou: [], exclude: "35", accounts: "147", inactive: "26", excluded: "35" },
  "a unit without active accounts": { ou: ["ou-dev"], exclude: "", accounts: "", inactive: "2", excluded: "" },
};
test.each(Object.entries(scopes))("%s", async (_name, { ou, exclude, accounts, inactive, excluded }) => {
  const aws = organization();
  const found = await listOrganization(aws, { ou, excludeAccounts: [...exclude].map((digit) => digit.repeat(12)) });
  expect([ids(found.accounts), ids(found.inactive), ids(found.excluded)]).toEqual([accounts, inactive, excluded]);
  expect(
    [...found.knownAccounts]
      .map((id) => id[0])
      .sort()
      .join(""),
  ).toBe("1234567");
  const asked = aws.calls.map(({ operation, input }) => JSON.stringify([operation, input]));
  expect(asked).toEqual([...new Set(asked)]);
});

test("an inactive account is named with its state", async () => {
  const { inactive } = await listOrganization(organization(), { ou: ["ou-deep"], excludeAccounts: [] });
  expect(inactive).toEqual([{ id: "666666666666", name: "n6", state: "PENDING_CLOSURE" }]);
});

test("a unit that does not exist is an error, not an empty list", async () => {
  await expect(listOrganization(organization(), { ou: ["ou-typo"], excludeAccounts: [] })).rejects.toMatchObject({
    code: "ParentNotFoundException",
    operation: "ListAccountsForParent",
  });
});

test("a denied second page is an error, not a short list", async () => {
  const aws = fakeAws({
    answers: {
      ListAccounts: ({ NextToken }: Ask) => {
        if (NextToken !== undefined) throw awsFault("AccessDeniedException", "no", 400);
        return { Accounts: [account(1)], NextToken: "2" };
      },
    },
  });
  await expect(listOrganization(aws, { ou: [], excludeAccounts: [] })).rejects.toMatchObject({ kind: "denied" });
});

describe("the accounts that the options choose", () => {
  const rows: Record<string, [options: Parameters<typeof SessionOptions.parse>[0], accounts: string, inactive: string, known: string]> = {
    "nothing named": [{}, "1", "", "1"],
    "accounts named, twice and in disorder": [{ accounts: ["333333333333", "222222222222", "333333333333"] }, "23", "", "123"],
    "an organization": [{ organization: {} }, "1347", "256", "1234567"],
    "an organization and some of its accounts": [{ organization: {}, accounts: ["555555555555", "333333333333"] }, "3", "5", "1234567"],
    "an organization and an account outside": [{ organization: {}, accounts: ["888888888888", "333333333333"] }, "38", "", "12345678"],
    "an account named and excluded": [
      { organization: { excludeAccounts: ["333333333333"] }, accounts: ["333333333333", "444444444444"] },
      "4",
      "",
      "1234567",
    ],
  };
  test.each(Object.entries(rows))("%s", async (_name, [options, accounts, inactive, known]) => {
    const found = await chooseAccounts(SessionOptions.parse(options), caller, async () => organization());
    expect([ids(found.accounts), ids(found.inactive)]).toEqual([accounts, inactive]);
    expect(
      [...found.knownAccounts]
        .map((id) => id[0])
        .sort()
        .join(""),
    ).toBe(known);
  });
});

describe("regions", () => {
  const region = (RegionName: string, OptInStatus: string) => ({ RegionName, OptInStatus });
  test("are told apart by ourselves, since AWS is asked for all", async () => {
    const given = [region("us-east-1", "opt-in-not-required"), region("me-south-1", "not-opted-in"), region("af-south-1", "opted-in")];
    const aws = fakeAws({ answers: { DescribeRegions: { Regions: given } } });
    expect(await listRegions(aws)).toEqual({ enabled: ["af-south-1", "us-east-1"], disabled: ["me-south-1"] });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ AllRegions: true }]);
  });
  test.each([{}, { Regions: [] }])("an answer without regions is an error: %j", async (answer) => {
    await expect(listRegions(fakeAws({ answers: { DescribeRegions: answer } }))).rejects.toThrow();
  });
});
