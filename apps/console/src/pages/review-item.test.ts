import { campaignsOf } from "@plumbline/access-reviews/campaign.fixture";
import { day, describeAccounts, dev, look, people, prod } from "@plumbline/access-reviews/inventory.fixture";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOver } from "../app.fixture.ts";

const grants = [{ kind: "subject" as const, principal: "dev:admin", role: "admin" as const, accounts: ["*"] }];
const denied = { iam_activity: "denied" } as const;
const withoutUse = people.filter(({ kind }) => kind !== "iam_activity");
const instance = "arn:aws:sso:::instance/ssoins-1";
const assignment: IamRecord = {
  ...{ kind: "sso_assignment", id: `${dev}/ps-1/u1`, account: dev, name: "u1", arn: null, createdAt: null, updatedAt: null },
  facts: { instance, permissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1", principalKind: "USER", principalId: "u1" },
};

let [unseen, seen, late]: IamStore[] = [];
beforeAll(async () => {
  [unseen, seen, late] = await Promise.all([openEmpty(), openEmpty(), openEmpty()]);
  for (const store of [unseen, seen, late]) {
    await describeAccounts(store);
    if (store !== unseen) await look(store, day(1), people);
    if (store !== seen) await look(store, day(1, store === late ? 6 : 0), withoutUse, denied);
    for (const account of [dev, prod]) {
      const writer = await writeListing(store, { run: "i", listing: `aws/${account}/global/sso_assignment`, account, at: day(1) });
      await writer.put(account === dev ? [assignment] : []);
      await writer.end([{ kind: "sso_assignment", outcome: "ok" }]);
    }
    const kinds = ["iam_user", "iam_role", "iam_membership", "sso_assignment"] as const;
    await campaignsOf({ store }).open("q2", { kinds: [...kinds], acceptIncomplete: true });
  }
}, 60_000);
afterAll(() => Promise.all([unseen?.close(), seen?.close(), late?.close()]));

const rows: Record<string, [wasSeen: boolean | "once", kind: string, name: string, told: string | null, gaps: number]> = {
  "a user's": [true, "iam_user", "ann", "2026-05-01", 0],
  "that of a user without any": [true, "iam_user", "bob", "no use on record", 0],
  "a user's that was seen once": [...(["once", "iam_user", "ann"] as const), "2026-05-01 00:00 UTC (not looked at since 2026-06-01)", 1],
  "that of a user without any where it was looked once": [
    ...(["once", "iam_user", "bob"] as const),
    ...(["no use on record (not looked at since 2026-06-01)", 1] as const),
  ],
  "a user's that nobody looked at": [false, "iam_user", "ann", "not looked at", 1],
  "a role's": [true, "iam_role", "deploy", "no use on record", 0],
  "a role's that nobody looked at": [false, "iam_role", "deploy", "not looked at", 1],
  "that of a user in a group": [true, "iam_membership", "ann", "2026-05-01", 0],
  "that of a user in a group that nobody looked at": [false, "iam_membership", "ann", "not looked at", 1],
  "none of an assignment": [true, "sso_assignment", "u1", null, 0],
  "none of an assignment where nobody looked either": [false, "sso_assignment", "u1", null, 0],
};
describe("an item's page tells of the last use", () => {
  it.each(Object.entries(rows))("%s", async (_, [wasSeen, kind, name, told, gaps]) => {
    const store = wasSeen === "once" ? late : wasSeen ? seen : unseen;
    if (!store) throw new Error("no store");
    const { item } = await campaignsOf({ store }).itemOf("q2", name, kind);
    const admin = await appOver(store, { grants, now: () => day(2) }).signIn("admin");
    const page = await admin.text(`/reviews/q2/items/${item}`);
    const shown = /<dt>Last used<\/dt><dd>(.*?)<\/dd>/s.exec(page)?.[1]?.replaceAll(/<[^>]*>/g, "");
    expect(shown ?? null).toEqual(told === null ? null : expect.stringContaining(told));
    const answer = await (await admin.get(`/api/reviews/q2/items/${item}`)).json();
    const ofUse = (answer.gaps as { what: string }[]).filter(({ what }) => what.startsWith("iam_activity"));
    expect(ofUse).toHaveLength(gaps);
  });
});

const gapsOfKinds: Record<string, [name: string, kinds: readonly string[]]> = {
  iam_user: ["ann", []],
  iam_role: ["deploy", []],
  sso_assignment: ["u1", ["sso_group", "sso_permission_set", "sso_user"]],
};
it.each(Object.entries(gapsOfKinds))("a page of %s has the gaps of what tells of it alone", async (kind, [name, kinds]) => {
  if (!seen) throw new Error("no store");
  const { item } = await campaignsOf({ store: seen }).itemOf("q2", name, kind);
  const admin = await appOver(seen, { grants, now: () => day(2) }).signIn("admin");
  const { gaps } = await (await admin.get(`/api/reviews/q2/items/${item}`)).json();
  const found = (gaps as { what: string }[]).map(({ what }) => /^\w+/.exec(what)?.[0]);
  expect([...new Set(found)].sort()).toEqual(kinds);
});
