import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { escalate } from "./escalate.ts";
import {
  admin,
  adminDocument,
  attached,
  day,
  describeAccounts,
  dev,
  look,
  people,
  policy,
  prod,
  reviewer,
  user,
} from "./inventory.fixture.ts";
import { listCampaigns } from "./list-campaigns.ts";
import { countItems, getItem, listItems } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import type { Opening } from "./opening.ts";
import { refreshCampaign } from "./refresh-campaign.ts";
import { revocationsOf } from "./revocations-of.ts";

const kinds = ["iam_user", "iam_role", "iam_membership"] as const;
const opening = (id: string, changes: Partial<Opening> = {}) => ({
  ...{ id, name: `Review ${id}`, opensAt: day(2), dueAt: day(20), accounts: [dev, prod], kinds: [...kinds] },
  routing: {
    routes: [{ reviewer: "Rita@example.com", account: dev, kind: "iam_role" as const }],
    ...{ defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
  },
  ...changes,
});

onBothStores("a campaign", (given) => {
  const open = (id: string, changes: Partial<Opening> = {}, at = day(2)) =>
    given.store.as(admin(), (transaction) => openCampaign(transaction, opening(id, changes), { at }));
  const items = (campaign: string, actor = admin()) =>
    given.store.as(actor, async (transaction) => (await listItems(transaction, { campaign })).items);
  const itemOf = async (campaign: string, name: string, kind: string = "iam_user") => {
    const found = (await items(campaign)).find((item) => item.principalName === name && item.kind === kind);
    if (!found) throw new Error(`no item ${name}`);
    return found;
  };
  const say = async (
    campaign: string,
    name: string,
    verdict: "keep" | "revoke",
    reason = "",
    { by = "dora@example.com", at = day(5), kind = "iam_user" } = {},
  ) => {
    const { item, permissionHash } = await itemOf(campaign, name, kind);
    const actor = by === "boss@example.com" ? admin() : reviewer(by);
    return given.store.as(actor, (transaction) =>
      decide(transaction, { campaign, at, words: [{ item, permissionHash, verdict, reason }] }),
    );
  };

  beforeAll(async () => {
    await look(given.store, day(1), people);
    await describeAccounts(given.store);
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

  describe("decide", () => {
    const refused: Record<string, [() => Promise<unknown>, string]> = {
      "another's item": [() => say("q2", "ann", "keep", "", { by: "rita@example.com" }), "not-yours"],
      "revoking without a reason": [() => say("q2", "ann", "revoke", " "), "reason-missing"],
      "keeping what is privileged without a reason": [() => say("q2", "bob", "keep"), "reason-missing"],
      "before it opens": [() => say("q2", "ann", "keep", "", { at: day(1) }), "not-open"],
      "their own principal": [() => say("q2", "eve", "keep", "", { by: "eve@example.com" }), "own-principal"],
      "an unknown campaign": [
        () =>
          given.store.as(admin(), (transaction) =>
            decide(transaction, { campaign: "q9", at: day(5), words: [{ item: "0", permissionHash: "0", verdict: "keep" }] }),
          ),
        "no-such-campaign",
      ],
      "another hash than it has": [
        async () => {
          const { item } = await itemOf("q2", "ann");
          return given.store.as(reviewer("dora@example.com"), (transaction) =>
            decide(transaction, { campaign: "q2", at: day(5), words: [{ item, permissionHash: "0", verdict: "keep" }] }),
          );
        },
        "changed",
      ],
      "the login of a role": [
        async () => {
          const { item, permissionHash } = await itemOf("q2", "deploy", "iam_role");
          return given.store.as(reviewer("rita@example.com"), (transaction) =>
            decide(transaction, {
              campaign: "q2",
              at: day(5),
              words: [{ item, permissionHash, verdict: "revoke", what: "login", reason: "x" }],
            }),
          );
        },
        "bad-input",
      ],
    };
    it.each(Object.entries(refused))("refuses %s", async (_, [act, code]) => {
      await expect(act()).rejects.toMatchObject({ name: "ReviewError", code });
    });
    it("takes a word, the same again without a change, and another one after it", async () => {
      const [kept] = await say("q2", "ann", "keep");
      expect(await say("q2", "ann", "keep")).toEqual([kept]);
      expect(await itemOf("q2", "ann")).toMatchObject({ state: "kept" });
      const [revoked] = await say("q2", "ann", "revoke", "left the team");
      expect(revoked).toMatchObject({ seq: (kept?.seq ?? 0) + 1, previous: kept?.hash, what: "everything", by: "dora@example.com" });
      const { item } = await itemOf("q2", "ann");
      const { history, documents, state } = await given.store.as(admin(), (transaction) => getItem(transaction, { campaign: "q2", item }));
      expect({ state, history, documents: Object.keys(documents).length }).toEqual({
        state: "revoked",
        history: [kept, revoked],
        documents: 1,
      });
    });
    it("takes all or nothing", async () => {
      const before = await given.store.as(admin(), (transaction) => countItems(transaction, "q2"));
      const [cyd, bob] = [await itemOf("q2", "cyd"), await itemOf("q2", "bob")];
      await expect(
        given.store.as(admin(), (transaction) =>
          decide(transaction, {
            ...{ campaign: "q2", at: day(5) },
            words: [cyd, bob].map(({ item, permissionHash }) => ({ item, permissionHash, verdict: "keep" as const })),
          }),
        ),
      ).rejects.toMatchObject({ code: "reason-missing" });
      expect(await given.store.as(admin(), (transaction) => countItems(transaction, "q2"))).toEqual(before);
    });
    it("keeps one chain when many decide at once", async () => {
      const found = await items("q2");
      const words = Array.from({ length: 12 }, (_, n) => ({ ...found[n % found.length]!, reason: `word ${n}` }));
      await Promise.all(
        words.map(({ item, permissionHash, reason }) =>
          given.store.as(admin("all", "chief"), (transaction) =>
            decide(transaction, { campaign: "q2", at: day(6), words: [{ item, permissionHash, verdict: "keep", reason }] }),
          ),
        ),
      );
      const { rows } = await given.store.as(admin(), (transaction) =>
        sql<{ account_id: string; linked: boolean }>`select d.account_id, bool_and(p.seq is not null or d.seq = 1) as linked
          from review_decisions d left join review_decisions p on p.campaign_id = d.campaign_id and p.account_id = d.account_id and p.hash = d.previous and p.seq = d.seq - 1
          where d.campaign_id = 'q2' group by 1 order by 1`.execute(transaction),
      );
      expect(rows).toEqual([dev, prod].map((account_id) => ({ account_id, linked: true })));
    });
  });

  describe("in the database", () => {
    const statements: Record<string, [role: "reader" | "reviewer" | "admin", statement: string, message: RegExp]> = {
      "a reviewer changes no decision": ["reviewer", "update review_decisions set reason = 'x'", /permission denied/],
      "a reviewer takes no decision out": ["reviewer", "delete from review_decisions", /permission denied/],
      "an admin changes no decision": ["admin", "update review_decisions set reason = 'x'", /permission denied/],
      "an admin takes no decision out": ["admin", "delete from review_decisions", /permission denied/],
      "a reader decides nothing": ["reader", "insert into review_decisions select * from review_decisions", /permission denied/],
      "a reviewer moves no item to another": ["reviewer", "update review_items set reviewer = 'x'", /permission denied/],
      "nobody writes in another's name": [
        "reviewer",
        `insert into review_decisions select campaign_id, account_id, 99, item_id, permission_hash, verdict, what, reason, 'another', at, null, hash, 'h'
          from review_decisions where seq = 1`,
        /row-level security/,
      ],
      "a chain does not fork": [
        "reviewer",
        `insert into review_decisions select campaign_id, account_id, 99, item_id, permission_hash, verdict, what, reason, 'x', at, null, previous, 'h'
          from review_decisions where seq = 2`,
        /duplicate key|unique/,
      ],
    };
    it.each(Object.entries(statements))("%s", async (_, [role, statement, message]) => {
      const acted = given.store.as({ role, accounts: "all", subject: "x" }, (transaction) => sql.raw(statement).execute(transaction));
      await expect(acted).rejects.toThrow(message);
    });
    it("writes no decision in an account that the transaction does not name", async () => {
      const { item } = await itemOf("q2", "ann");
      const insert = sql`insert into review_decisions values ('q2', ${dev}, 99, ${item}, 'h', 'keep', null, '', 'x', now(), null, 'p', 'h')`;
      await expect(given.store.as(reviewer("x", [prod]), (transaction) => insert.execute(transaction))).rejects.toThrow(
        /row-level security/,
      );
    });
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

  it("takes words that race with the closing before it, or not at all", async () => {
    await open("race", {}, day(21, 1));
    const found = (await items("race")).slice(0, 4);
    const close = given.store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "race", at: day(22), isEarly: true }));
    const said = await Promise.allSettled([
      ...found.map(({ item, permissionHash }) =>
        given.store.as(admin("all", "chief"), (transaction) =>
          decide(transaction, { campaign: "race", at: day(22), words: [{ item, permissionHash, verdict: "keep", reason: "x" }] }),
        ),
      ),
      close,
      ...found.map(({ item, permissionHash }) =>
        given.store.as(admin("all", "other"), (transaction) =>
          decide(transaction, { campaign: "race", at: day(22), words: [{ item, permissionHash, verdict: "revoke", reason: "y" }] }),
        ),
      ),
    ]);
    const { campaign, counts } = await close;
    expect(campaign.state).toBe("closed");
    const refused = said.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused.every(({ code }) => code === "not-open")).toBe(true);
    expect(await given.store.as(admin(), (transaction) => countItems(transaction, "race"))).toEqual(counts);
    const { rows } = await given.store.as(admin(), (transaction) =>
      sql<{ kept: number; told: number }>`select (select count(*)::integer from review_decisions where campaign_id = 'race') as kept,
        (select sum(decisions)::integer from review_accounts where campaign_id = 'race') as told`.execute(transaction),
    );
    expect(rows).toEqual([{ kept: said.length - 1 - refused.length, told: said.length - 1 - refused.length }]);
  });

  it("carries approvals over, but of nothing privileged or changed", async () => {
    await open("first", {}, day(21, 2));
    await say("first", "ann", "keep", "still here", { at: day(21, 3) });
    await say("first", "bob", "keep", "rules", { at: day(21, 3) });
    await say("first", "cyd", "keep", "", { by: "dan@example.com", at: day(21, 3) });
    await say("first", "eve", "revoke", "no", { by: "boss@example.com", at: day(21, 3) });
    await given.store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "first", at: day(23) }));
    const changed = [...people, policy("more", dev, adminDocument), attached(`AIDAcyd${dev}`, "more", dev), user("new", dev)];
    await look(given.store, day(24), changed);
    const opened = await open("second", { carryOver: true, dueAt: day(30) }, day(25));
    expect(opened).toMatchObject({ items: 7, carriedOver: 1, campaign: { carriedOverFrom: "first" } });
    expect(await itemOf("second", "ann")).toMatchObject({
      ...{ state: "kept", decision: { by: "boss@example.com", reason: "still here" } },
    });
    expect((await itemOf("second", "ann")).decision?.carriedFrom).toMatchObject({ campaign: "first", by: "dora@example.com" });
    expect(await itemOf("second", "bob")).toMatchObject({ state: "undecided" });
    expect(await itemOf("second", "cyd")).toMatchObject({ state: "undecided" });
    expect(await open("second", { carryOver: true, dueAt: day(30) }, day(25))).toMatchObject({ isNew: false, carriedOver: 1 });
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
