import type { IamRecord } from "@plumbline/iam-model/kinds";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, noon } from "../app.fixture.ts";
import type { Gap } from "./gaps.ts";

const ofTable = "888888888888";
const ofRoles = "777777777777";
const member = "666666666666";
const suspended = "555555555555";

let store: IamStore;
let empty: IamStore;
beforeAll(async () => {
  [store, empty] = await Promise.all([openEmpty(), openEmpty()]);
  await fillTwo(store);
  const collector = { role: "collector", accounts: "all", subject: "test" } as const;
  await store.as(collector, async (transaction) => {
    await transaction.insertInto("accounts").values({ account_id: ofTable, name: "new", updated_at: noon }).execute();
    await transaction
      .insertInto("aws_cross_account_roles")
      .values({ aws_account_id: ofRoles, role_arn: `arn:aws:iam::${ofRoles}:role/reader` })
      .execute();
  });
  const writer = await writeListing(store, { run: "o", listing: `aws/${A}/global/organization_account`, account: "", at: noon });
  await writer.put([one(member, "ACTIVE"), one(suspended, "SUSPENDED")]);
  await writer.end([{ kind: "organization_account", outcome: "ok" }]);
}, 60_000);
afterAll(() => Promise.all([store.close(), empty.close()]));

const one = (account: string, status: string): IamRecord => ({
  ...{ kind: "organization_account", id: account, account, name: account, arn: null, createdAt: null, updatedAt: null },
  facts: { organization: "o-1", email: "", status, path: [], policies: [], tags: {} },
});
const told = (gaps: readonly Gap[]) =>
  gaps.filter(({ outcome }) => outcome !== "denied").map(({ account, what, outcome }) => `${account} ${what} ${outcome}`);
const ofUsers = [
  "iam_user",
  "iam_membership",
  "iam_attachment",
  "iam_inline_policy",
  "iam_login_profile",
  "iam_mfa_device",
  "iam_access_key",
  "iam_activity",
];
const never = (kinds: readonly string[], accounts: readonly string[]) =>
  kinds.flatMap((kind) => accounts.map((account) => `${account} ${kind} never-looked`));
const untold = ["iam_attachment", "iam_inline_policy", "iam_mfa_device", "iam_access_key", "iam_activity"];

const rows: Record<string, [name: string, path: string, gaps: readonly string[]]> = {
  "an account of the table, asked for": ["admin", `/api/users?account=${ofTable}`, never(ofUsers, [ofTable])],
  "an account of the roles, asked for": ["admin", `/api/users?account=${ofRoles}`, never(ofUsers, [ofRoles])],
  "a member of the organization": [
    "admin",
    `/api/roles?account=${member}`,
    never(["iam_role", "iam_attachment", "iam_inline_policy", "iam_activity"], [member]),
  ],
  "one that nobody ever heard of": ["admin", "/api/policies?account=123456789012", never(["iam_policy"], ["123456789012"]).slice(0, 1)],
  "what was looked at is no gap, the rest of the account is": ["reader-a", "/api/users", never(untold, [A])],
  "groups of one's own account": ["reader-a", "/api/groups", never(["iam_group", "iam_attachment", "iam_inline_policy"], [A])],
  "all that one may see; who is suspended can't be looked at": [
    "admin",
    "/api/groups",
    ["iam_group", "iam_membership", "iam_attachment", "iam_inline_policy"].flatMap((kind) =>
      never([kind], kind === "iam_membership" ? [member, ofRoles, ofTable] : [A, B, member, ofRoles, ofTable]),
    ),
  ],
  "a day before all looks": ["reader-a", "/api/users?at=1970-01-01", never(ofUsers, [A])],
  "another's account is told as one without a grant": [
    "reader-a",
    `/api/users?account=${B}`,
    [" the account that was asked for not-granted"],
  ],
};
describe("what no listing ever told of", () => {
  it.each(Object.entries(rows))("%s", async (_, [name, path, gaps]) => {
    const asking = await appOver(store).signIn(name);
    const { gaps: found } = await (await asking.get(path)).json();
    expect(told(found)).toEqual(gaps);
  });
  it("is each kind's where no account is known at all", async () => {
    const asking = await appOver(empty).signIn("admin");
    for (const path of ["/api/users", "/api/users?at=1970-01-01"])
      expect(told((await (await asking.get(path)).json()).gaps)).toEqual(never(ofUsers, [""]));
    expect(await asking.text("/users")).toContain("8 listings of 1 account could not be looked at");
    expect((await (await asking.get("/api/accounts")).json()).gaps).toMatchObject([
      { what: "organization_account" },
      { what: "iam_user" },
      { what: "iam_role" },
    ]);
  });
  it("is said on the page of coverage, on the overview and among the accounts", async () => {
    const asking = await appOver(store).signIn("admin");
    const { data } = await (await asking.get(`/api/coverage?account=${ofTable}&gaps=yes`)).json();
    expect(data.cells).toMatchObject(Array(11).fill({ account: ofTable, listing: "", outcome: "never-looked", completeAt: null }));
    for (const path of ["/api/overview", "/api/accounts"])
      for (const account of [ofTable, ofRoles, member]) expect(await asking.text(path)).toContain(account);
  });
  it("is said at the head of a download and by its name", async () => {
    const asking = await appOver(store).signIn("admin");
    const heads = async (path: string) => {
      const { headers } = await asking.get(path);
      return [headers.get("x-plumbline-incomplete"), /filename="(.*)"/.exec(headers.get("content-disposition") ?? "")?.[1]];
    };
    expect(await heads(`/users.csv?account=${ofTable}`)).toEqual([
      ofUsers.map((kind) => `${ofTable} ${kind} never-looked`).join("; "),
      "users-2026-06-30-incomplete.csv",
    ]);
    expect(await heads(`/findings.csv?account=${A}`)).toEqual([
      expect.stringContaining(`${ofTable} findings never-looked`),
      "findings-2026-06-30-incomplete.csv",
    ]);
    const whole = await writeListing(store, { run: "w", listing: `aws/${B}/global/iam_policy`, account: B, at: noon });
    await whole.end([{ kind: "iam_policy", outcome: "ok" }]);
    expect(await heads(`/policies.csv?account=${B}`)).toEqual([null, "policies-2026-06-30.csv"]);
  });

  it.each([
    ["skipped", 0],
    ["gone", 0],
    ["throttled", 1],
  ])("is told of a look that ended as %s, or not", async (outcome, gaps) => {
    const asking = await appOver(store).signIn("admin");
    const ended = await writeListing(store, { run: outcome, listing: `aws/${B}/${outcome}/iam_policy`, account: B, at: noon });
    await ended.end([{ kind: "iam_policy", outcome }]);
    const found: readonly Gap[] = (await (await asking.get(`/api/policies?account=${B}`)).json()).gaps;
    const { data } = await (await asking.get(`/api/coverage?account=${B}&gaps=yes`)).json();
    const cells = (data.cells as { kind: string }[]).filter(({ kind }) => kind === "iam_policy");
    expect([found.filter(({ what }) => what.startsWith("iam_policy")).length, cells.length]).toEqual([gaps, gaps]);
  });
});
