import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf, opening } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { escalate } from "./escalate.ts";
import { admin, attached, day, dev, look, people, prod, reviewer } from "./inventory.fixture.ts";
import { listCampaigns } from "./list-campaigns.ts";
import { getItem } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import { refreshCampaign } from "./refresh-campaign.ts";
import { revocationsOf } from "./revocations-of.ts";

onBothStores("a campaign", (given) => {
  const { open, items, itemOf, say, lookAtPeople } = campaignsOf(given);

  beforeAll(async () => {
    await lookAtPeople();
    expect(await open("q2")).toMatchObject({
      items: 6,
      carriedOver: 0,
      unowned: 1,
      isNew: true,
      campaign: { accountCount: 2, gapsAtOpening: [] },
    });
  });

  it("finds each item's reviewer, and leaves out what no person takes on", async () => {
    const found = (await items("q2")).map(({ kind, principalName, reviewer, routedBy, isPrivileged }) => ({
      kind,
      principalName,
      reviewer,
      routedBy,
      isPrivileged,
    }));
    const of = (kind: string, principalName: string, reviewer: string, routedBy: string, isPrivileged = false) => ({
      kind,
      principalName,
      reviewer,
      routedBy,
      isPrivileged,
    });
    expect(found.sort((a, b) => `${a.kind}${a.principalName}`.localeCompare(`${b.kind}${b.principalName}`))).toEqual([
      of("iam_membership", "ann", "dora@example.com", "account owner"),
      of("iam_role", "deploy", "rita@example.com", "route 1"),
      of("iam_user", "ann", "dora@example.com", "account owner"),
      of("iam_user", "bob", "dora@example.com", "account owner", true),
      of("iam_user", "cyd", "dan@example.com", "tag owner"),
      of("iam_user", "eve", "boss@example.com", "default"),
    ]);
  });
  it("opens the same once more without a change, and refuses another of the id", async () => {
    expect(await open("q2")).toMatchObject({ items: 6, unowned: 1, isNew: false });
    await expect(open("q2", { dueAt: day(21) })).rejects.toMatchObject({ code: "exists" });
    await expect(
      given.store.as(admin([prod]), (transaction) => openCampaign(transaction, opening("q2", { accounts: [prod] }), { at: day(2) })),
    ).rejects.toMatchObject({ code: "exists" });
  });
  it("shows an actor the items of the accounts that the transaction names", async () => {
    expect((await items("q2", reviewer("x", [prod]))).map(({ principalName }) => principalName)).toEqual(["eve"]);
    expect(await given.store.as(reviewer("x", []), (transaction) => listCampaigns(transaction))).toEqual([]);
    const [seen] = await given.store.as(reviewer("x", [prod]), (transaction) => listCampaigns(transaction));
    expect(seen).toMatchObject({ id: "q2", accounts: [prod], accountCount: 2 });
    const hidden = await itemOf("q2", "ann");
    const { item, permissionHash } = hidden;
    const other = reviewer("dora@example.com", [prod]);
    await expect(given.store.as(other, (transaction) => getItem(transaction, hidden))).rejects.toMatchObject({ code: "no-such-item" });
    await expect(
      given.store.as(other, (transaction) =>
        decide(transaction, { campaign: "q2", at: day(5), words: [{ item, permissionHash, verdict: "keep" }] }),
      ),
    ).rejects.toMatchObject({ code: "no-such-item" });
  });

  it("has changed items decided anew, and forgets gone ones", async () => {
    await open("change");
    await say("change", "ann", "keep");
    await say("change", "cyd", "keep", "", { by: "dan@example.com" });
    await look(given.store, day(7), [...people.filter(({ name }) => name !== "cyd"), attached(`AIDAann${dev}`, "rule", dev)]);
    const refresh = () => given.store.as(admin(), (transaction) => refreshCampaign(transaction, { campaign: "change", at: day(8) }));
    expect(await refresh()).toEqual({ changed: 1, gone: 1, gaps: [] });
    expect(await refresh()).toEqual({ changed: 0, gone: 0, gaps: [] });
    expect(await itemOf("change", "ann")).toMatchObject({ state: "changed", isPrivileged: true, decision: { verdict: "keep" } });
    expect(await itemOf("change", "cyd")).toMatchObject({ state: "gone" });
    await expect(say("change", "ann", "keep")).rejects.toMatchObject({ code: "reason-missing" });
    await say("change", "ann", "keep", "is on call");
    expect(await itemOf("change", "ann")).toMatchObject({ state: "kept" });
    await expect(say("change", "cyd", "keep", "", { by: "dan@example.com" })).rejects.toMatchObject({ code: "gone" });
    await look(given.store, day(9), people);
  });

  it("escalates what is undecided when it is due, and closes", async () => {
    await say("q2", "ann", "revoke", "left the team", { at: day(10) });
    await say("q2", "cyd", "keep", "", { by: "dan@example.com", at: day(10) });
    const later = await open("late", {}, day(9, 1));
    expect(later.items).toBe(6);
    await say("late", "ann", "keep", "", { at: day(10) });
    const escalated = (at: Date) => given.store.as(admin(), (transaction) => escalate(transaction, { campaign: "late", at }));
    expect([await escalated(day(19)), await escalated(day(20)), await escalated(day(21))]).toEqual([
      { escalated: 0 },
      { escalated: 5 },
      { escalated: 0 },
    ]);
    expect(await itemOf("late", "deploy", "iam_role")).toMatchObject({ reviewer: "rita@example.com", escalatedTo: "dora@example.com" });
    expect(await itemOf("late", "bob")).toMatchObject({ reviewer: "dora@example.com", escalatedTo: "boss@example.com" });
    expect(await itemOf("late", "eve")).toMatchObject({ reviewer: "boss@example.com", escalatedTo: "vice@example.com" });
    await say("late", "eve", "revoke", "never there", { by: "vice@example.com", at: day(21) });
    const close = (at: Date, actor = admin()) =>
      given.store.as(actor, (transaction) => closeCampaign(transaction, { campaign: "late", at }));
    await expect(close(day(10))).rejects.toMatchObject({ code: "not-due" });
    await expect(close(day(22), admin([dev]))).rejects.toMatchObject({ code: "not-all-accounts" });
    await look(given.store, day(21, 1), people);
    expect(await close(day(22))).toMatchObject({
      isNew: true,
      counts: { all: 6, kept: 1, revoked: 1, undecided: 4 },
      campaign: { state: "closed", gapsAtClosing: [] },
    });
    expect(await close(day(23))).toMatchObject({ isNew: false, campaign: { closedAt: day(22).toISOString() } });
    await expect(say("late", "bob", "keep", "x", { by: "boss@example.com" })).rejects.toMatchObject({ code: "not-open" });
    expect(await given.store.as(admin(), (transaction) => revocationsOf(transaction, "late"))).toMatchObject([
      { account: prod, kind: "iam_user", principalName: "eve", what: "everything", reason: "never there", because: { campaign: "late" } },
    ]);
  });

  it("does not open over what was not seen, unless that is accepted", async () => {
    await look(given.store, day(26), people, { iam_policy: "denied" });
    await expect(open("gap", {}, day(26, 1))).rejects.toThrow(/iam_policy: denied in aws\/111122223333.*--accept-incomplete/);
    await expect(open("old", {}, day(29))).rejects.toThrow(/too-old/);
    await expect(open("sso", { kinds: ["sso_assignment"] }, day(26, 1))).rejects.toThrow(/sso_assignment: never-looked/);
    const { campaign } = await open("gap", { acceptIncomplete: true }, day(26, 1));
    expect(campaign).toMatchObject({
      acceptedIncomplete: true,
      gapsAtOpening: [{ account: dev, kind: "iam_policy", cause: "denied" }, { account: prod }],
    });
  });
  it("is not opened by who may not", async () => {
    const tried = (actor: Parameters<typeof given.store.as>[0]) =>
      given.store.as(actor, (transaction) => openCampaign(transaction, opening("mine", { acceptIncomplete: true }), { at: day(26, 1) }));
    await expect(tried(reviewer("x"))).rejects.toThrow(/permission denied/);
    await expect(tried(admin([dev]))).rejects.toMatchObject({ code: "not-all-accounts" });
  });
});
