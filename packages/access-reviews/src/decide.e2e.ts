import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { chained } from "./decision-chain.ts";
import { admin, day, dev, prod, reviewer } from "./inventory.fixture.ts";
import { countItems, getItem } from "./list-items.ts";

onBothStores("decide", (given) => {
  const { open, items, itemOf, say, lookAtPeople } = campaignsOf(given);
  beforeAll(async () => {
    await lookAtPeople();
    await open("q2");
    await open("idle");
  });

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

  it("takes words that race with the closing before it, or not at all", async () => {
    await open("race", {}, day(2, 1));
    const found = (await items("race")).slice(0, 4);
    const close = given.store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "race", at: day(3), isEarly: true }));
    const said = await Promise.allSettled([
      ...found.map(({ item, permissionHash }) =>
        given.store.as(admin("all", "chief"), (transaction) =>
          decide(transaction, { campaign: "race", at: day(3), words: [{ item, permissionHash, verdict: "keep", reason: "x" }] }),
        ),
      ),
      close,
      ...found.map(({ item, permissionHash }) =>
        given.store.as(admin("all", "other"), (transaction) =>
          decide(transaction, { campaign: "race", at: day(3), words: [{ item, permissionHash, verdict: "revoke", reason: "y" }] }),
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
    it("a decision follows the newest one", async () => {
      const { item, permissionHash } = await itemOf("q2", "ann");
      const { rows } = await given.store.as(admin(), (transaction) =>
        sql<{ seq: number; hash: string; before: string }>`select seq, hash, previous as before from review_decisions
          where campaign_id = 'q2' and account_id = ${dev} order by seq desc limit 1`.execute(transaction),
      );
      const [{ seq, hash, before }] = rows as [(typeof rows)[number]];
      const word = { campaign: "q2", account: dev, item, permissionHash, verdict: "keep", what: null, reason: "", by: "x" } as const;
      const at = day(6, 1).toISOString();
      const next = (number: number, previous: string) =>
        chained({ ...word, at, carriedFrom: null }, { decisions: number - 1, head: previous });
      const insert = (number: number, previous: string) =>
        given.store.as(reviewer("x"), (transaction) =>
          sql`insert into review_decisions values ('q2', ${dev}, ${number}, ${item}, ${permissionHash}, 'keep', null, '', 'x', ${at}, null,
            ${previous}, ${next(number, previous).hash})`.execute(transaction),
        );
      for (const [number, previous] of [
        [seq + 2, hash],
        [seq + 1, "0".repeat(64)],
        [seq + 1, "made up"],
      ] as const)
        await expect(insert(number, previous)).rejects.toThrow(/does not follow the newest one|duplicate key/);
      await expect(insert(seq + 1, before)).rejects.toThrow(/duplicate key/);
      const head = (decisions: number, to: string) =>
        given.store.as(reviewer("x"), (transaction) =>
          sql`update review_accounts set decisions = ${decisions}, head = ${to} where campaign_id = 'q2' and account_id = ${dev}`.execute(
            transaction,
          ),
        );
      for (const [decisions, to] of [
        [seq - 1, before],
        [0, "0".repeat(64)],
        [seq, "made up"],
      ] as const)
        await expect(head(decisions, to)).rejects.toThrow(/is not that of its newest decision/);
      await insert(seq + 1, hash);
      const moved = await given.store.as(admin(), (transaction) =>
        sql`select decisions, head from review_accounts where campaign_id = 'q2' and account_id = ${dev}`.execute(transaction),
      );
      expect(moved.rows).toEqual([{ decisions: seq + 1, head: next(seq + 1, hash).hash }]);
    });

    const stays: Record<string, [statement: string, message: RegExp]> = {
      "a decision": ["update review_decisions set reason = 'x' where campaign_id = 'q2'", /review_decisions are only added to/],
      "a decision that is taken out": ["delete from review_decisions where campaign_id = 'q2'", /review_decisions are only added to/],
      "all decisions": ["truncate review_decisions cascade", /review_decisions are only added to/],
      "everything at once": ["truncate campaigns cascade", /are only added to/],
      "a roster's line that is taken out": ["delete from review_rosters", /review_rosters are only added to/],
      "a closed campaign's item": ["update review_items set is_privileged = false where campaign_id = 'race'", /race is closed/],
      "an item that is moved into a closed campaign": [
        "update review_items set campaign_id = 'race', item_id = reverse(item_id) where campaign_id = 'idle'",
        /race is closed/,
      ],
      "a closed campaign's roster": [
        "insert into review_rosters select 'race', account_id, 'x', kind, '', '', '', null, null, '', permissions, false, '[]' from review_items limit 1",
        /race is closed/,
      ],
      "a closed campaign's gaps": ["update review_accounts set closing = opening where campaign_id = 'race'", /race is closed/],
      "a closed campaign's policies": [
        "insert into review_documents select campaign_id, account_id, 'x', '{}' from review_accounts where campaign_id = 'race'",
        /race is closed/,
      ],
      "a closed campaign itself": [
        "update campaigns set state = 'open', closed_by = null, closed_at = null",
        /campaign race stays as it is/,
      ],
      "a campaign that is taken out": ["delete from campaigns where campaign_id = 'q2'", /campaign q2 stays as it is/],
    };
    it.each(Object.entries(stays))("%s stays, whoever tries", async (_, [statement, message]) => {
      await expect(sql.raw(statement).execute(given.store.db)).rejects.toThrow(message);
    });
    it("nothing is decided in a closed campaign", async () => {
      const { item, account } = await itemOf("race", "ann");
      const insert = sql`insert into review_decisions select campaign_id, account_id, decisions + 1, ${item}, 'h', 'keep', null, '', 'x', now(),
        null, head, 'new' from review_accounts where campaign_id = 'race' and account_id = ${account}`;
      await expect(given.store.as(reviewer("x"), (transaction) => insert.execute(transaction))).rejects.toThrow(/race is closed/);
    });
    it("writes no decision in an account that the transaction does not name", async () => {
      const { item } = await itemOf("q2", "ann");
      const insert = sql`insert into review_decisions values ('q2', ${dev}, 99, ${item}, 'h', 'keep', null, '', 'x', now(), null, 'p', 'h')`;
      await expect(given.store.as(reviewer("x", [prod]), (transaction) => insert.execute(transaction))).rejects.toThrow(
        /row-level security/,
      );
    });
  });
});
