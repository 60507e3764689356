import type { Kind } from "@plumbline/iam-model/kinds";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { admin, day, dev, look, people } from "./inventory.fixture.ts";
import { countItems } from "./list-items.ts";
import { buildPack } from "./pack/build-pack.ts";
import { packed, read } from "./pack/pack.fixture.ts";
import { refreshCampaign } from "./refresh-campaign.ts";

const denied = (...kinds: readonly Kind[]) => Object.fromEntries(kinds.map((kind) => [kind, "denied"]));
const hidden = denied("iam_attachment", "iam_inline_policy", "iam_access_key", "iam_login_profile");
const whole = people.filter(({ kind }) => !(kind in hidden));

onBothStores("what a review could not see", (given) => {
  const { open, items, itemOf, say } = campaignsOf(given);
  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const close = (campaign: string, at: Date) => asAdmin((transaction) => closeCampaign(transaction, { campaign, at, isEarly: true }));
  beforeAll(() => look(given.store, day(1), whole, hidden));

  it("is said of each item, takes a reason, and is not carried over", async () => {
    await open("first", { acceptIncomplete: true });
    expect(await itemOf("first", "bob")).toMatchObject({
      ...{ isPrivileged: true, privilegedBecause: ["its policies were not all seen"] },
      permissions: {
        attached: [],
        hasLogin: null,
        unseen: ["attached", "inline", "groups", "keys", "login"].map((part) => ({ part, since: null })),
      },
    });
    const all = await items("first");
    expect(await asAdmin((transaction) => countItems(transaction, "first"))).toMatchObject({ privileged: all.length, unseen: all.length });
    await expect(say("first", "bob", "keep", "", { by: "boss@example.com" })).rejects.toMatchObject({ code: "reason-missing" });
    for (const { principalName, kind } of all) await say("first", principalName, "keep", "known", { by: "boss@example.com", kind });
    await close("first", day(6));
    const files = await read(await asAdmin((transaction) => packed(buildPack(transaction, { campaign: "first" }))));
    const table = (name: string) => parse(files.get(name) ?? "", { columns: true }) as Record<string, string>[];
    for (const when of ["before", "after"])
      expect(table(`roster-${when}.csv`).find(({ principal, kind }) => principal === "bob" && kind === "iam_user")).toMatchObject({
        ...{
          policies: "not looked at",
          inline_policies: "not looked at",
          groups: "not looked at",
          login: "not looked at",
          keys: "not looked at",
        },
      });
    expect(table("items.csv").map(({ privileged, privileged_because }) => [privileged, privileged_because])).toEqual(
      all.map(() => ["yes", "its policies were not all seen"]),
    );
    expect(files.get("README.txt")?.toString()).toContain(`not all seen ${all.length} of all items`);
    expect(await open("second", { acceptIncomplete: true, carryOver: "first" }, day(7))).toMatchObject({
      items: all.length,
      carriedOver: 0,
    });
  });

  it("is not carried over either where only keys were hidden", async () => {
    await look(given.store, day(8), people, denied("iam_access_key"));
    await open("keys", { acceptIncomplete: true, opensAt: day(8) }, day(8, 1));
    expect(await itemOf("keys", "ann")).toMatchObject({ isPrivileged: false, permissions: { unseen: [{ part: "keys" }] } });
    await say("keys", "ann", "keep", "", { by: "boss@example.com", at: day(8, 2) });
    await say("keys", "deploy", "keep", "", { by: "boss@example.com", at: day(8, 2), kind: "iam_role" });
    await close("keys", day(8, 3));
    await open("more-keys", { acceptIncomplete: true, opensAt: day(8), carryOver: "keys" }, day(8, 4));
    expect([(await itemOf("more-keys", "ann")).state, (await itemOf("more-keys", "deploy", "iam_role")).state]).toEqual([
      "undecided",
      "kept",
    ]);
  });

  it("leaves a decision on what was seen whole, and asks about the others", async () => {
    await look(given.store, day(9), people);
    await open("late", { opensAt: day(9) }, day(9, 1));
    await say("late", "ann", "keep", "", { by: "boss@example.com", at: day(9, 2) });
    const before = await itemOf("late", "cyd");
    await look(given.store, day(10), people, denied("iam_attachment"));
    await asAdmin((transaction) => refreshCampaign(transaction, { campaign: "late", at: day(10, 1) }));
    const unseen = [
      { part: "attached", since: day(9).toISOString() },
      { part: "groups", since: day(9).toISOString() },
    ];
    expect(await itemOf("late", "ann")).toMatchObject({ state: "kept", permissions: { unseen } });
    const cyd = await itemOf("late", "cyd");
    expect(cyd).toMatchObject({ state: "changed", isPrivileged: true, permissions: { unseen } });
    expect(cyd.permissionHash).not.toBe(before.permissionHash);
    await look(given.store, day(11), people);
    await asAdmin((transaction) => refreshCampaign(transaction, { campaign: "late", at: day(11, 1) }));
    expect(await itemOf("late", "cyd")).toMatchObject({ isPrivileged: false, permissionHash: before.permissionHash, account: dev });
  });
});
