import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { lockAccounts } from "./acting.ts";
import { appendDecisions } from "./append-decisions.ts";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import type { Decision } from "./decision.ts";
import { chained } from "./decision-chain.ts";
import { canonicalJson } from "./digest.ts";
import { admin, day, dev, look, people, reviewer } from "./inventory.fixture.ts";

type Word = Omit<Decision, "seq" | "previous" | "hash">;

onBothStores("in SQL", (given) => {
  const { open, itemOf, say, lookAtPeople } = campaignsOf(given);
  let word: Word;
  let source: Decision;
  beforeAll(async () => {
    await lookAtPeople();
    await open("q1");
    [source] = (await say("q1", "ann", "keep", "of the first quarter")) as [Decision];
    await look(given.store, day(6), people);
    await given.store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "q1", at: day(7), isEarly: true }));
    await open("q2", { opensAt: day(8) }, day(7));
    const { item, permissionHash } = await itemOf("q2", "ann");
    word = {
      ...{ campaign: "q2", account: dev, item, permissionHash, verdict: "keep", what: null, reason: "" },
      ...{ by: "x", at: day(9).toISOString(), carriedFrom: null },
    };
  });
  /** Writes past the application, with everything made to fit; `of` changes what is written after it was hashed. */
  const write = (changes: Partial<Word>, { of = (row: Decision) => row, actor = reviewer("x") } = {}) =>
    given.store.as(actor, async (transaction) => {
      const [end] = await lockAccounts(transaction, "q2", [dev]);
      const row = of(chained({ ...word, ...changes }, end!));
      await sql`insert into review_decisions (campaign_id, account_id, seq, item_id, permission_hash, verdict, what, reason, decided_by, at,
          carried_from, previous, hash)
        values (${row.campaign}, ${row.account}, ${row.seq}, ${row.item}, ${row.permissionHash}, ${row.verdict}, ${row.what}, ${row.reason},
          ${row.by}, ${row.at}::timestamptz, ${row.carriedFrom === null ? null : canonicalJson(row.carriedFrom)}::text::jsonb, ${row.previous}, ${row.hash})`.execute(
        transaction,
      );
      return row;
    });

  const carried = (changes: object) => ({
    by: "boss@example.com",
    carriedFrom: { campaign: "q1", by: source.by, at: source.at, hash: source.hash, ...changes },
  });
  const endless = "y".repeat(200_000);
  const forged: Record<string, [changes: () => Partial<Word>, message: RegExp, more?: Parameters<typeof write>[1]]> = {
    "a made up hash": [
      () => ({}),
      /decision 1 of campaign q2 in 111122223333 has the hash of something else/,
      {
        of: (row) => ({ ...row, hash: "b".repeat(64) }),
      },
    ],
    "another reason than was hashed": [() => ({}), /has the hash of something else/, { of: (row) => ({ ...row, reason: "Y" }) }],
    "another instant than was hashed": [
      () => ({}),
      /has the hash of something else/,
      {
        of: (row) => ({ ...row, at: day(9, 1).toISOString() }),
      },
    ],
    "what its item may not do": [() => ({ permissionHash: "a".repeat(64) }), /is not about what its item may do now/],
    "nine years ago": [() => ({ at: "2017-06-01T00:00:00.000Z" }), /is from before its campaign/],
    "a day before the campaign opens": [() => ({ at: day(7, 1).toISOString() }), /is from before its campaign/],
    "next century": [() => ({ at: "2126-06-01T00:00:00.000Z" }), /is still to come/],
    "between two milliseconds": [() => ({}), /no whole millisecond/, { of: (row) => ({ ...row, at: row.at.replace("Z", "4Z") }) }],
    "an unknown part": [() => ({ verdict: "revoke", what: "some" as "keys", reason: "x" }), /revokes something unknown/],
    "a reason that no pack takes": [() => ({ reason: "🙂".repeat(1001) }), /too long a reason/],
    "an approval carried over from nowhere": [
      () => carried({ hash: "c".repeat(64) }),
      /from a decision that is not there/,
      {
        actor: admin(),
      },
    ],
    "an approval carried over from another person": [() => carried({ by: "eve" }), /from a decision that is not there/, { actor: admin() }],
    "a name without an end": [() => ({ by: endless }), /review_decisions_by_has_an_end/, { actor: reviewer(endless) }],
    "an approval carried over from a number": [
      () => carried({}),
      /review_decisions_source_is_of_texts/,
      { actor: admin(), of: (row) => ({ ...row, carriedFrom: { ...row.carriedFrom!, campaign: 2025 as never } }) },
    ],
    "an approval carried over with a word more": [() => carried({ note: "x" }), /with more than is told/, { actor: admin() }],
  };
  it.each(Object.entries(forged))("nobody decides with %s", async (_, [changes, message, more]) => {
    await expect(write(changes(), more)).rejects.toThrow(message);
  });
  it("takes what holds, also with the longest reason, and what is carried over", async () => {
    expect(await write({ reason: "🙂".repeat(1000) })).toMatchObject({ seq: 1 });
    expect(await write(carried({}), { actor: admin() })).toMatchObject({ seq: 2 });
  });
  it("hashes any text as the application does", async () => {
    const texts = fc.string({ unit: "binary", maxLength: 60 }).filter((text) => !text.includes("\0"));
    const odd = ['"\\/\b\f\n\r\t', "\u0001\u001f\u007f\u0080", "\u2028\u2029\ufeff\ufffe", "e\u0301é🙂", "{}[]<>&'"];
    const reasons = [...odd, ...fc.sample(texts, { numRuns: 300, seed: 8 })];
    const added = await given.store.as(reviewer("x"), async (transaction) => {
      const [end] = await lockAccounts(transaction, "q2", [dev]);
      return appendDecisions(
        transaction,
        end!,
        reasons.map((reason) => ({ ...word, reason })),
      );
    });
    expect(added.map(({ reason }) => reason)).toEqual(reasons);
  });
  it("nobody decides on what is gone", async () => {
    const { item, permissionHash } = await itemOf("q2", "cyd");
    await given.store.as(admin(), (transaction) =>
      sql`update review_items set gone_at = ${day(9)} where campaign_id = 'q2' and item_id = ${item}`.execute(transaction),
    );
    await expect(write({ item, permissionHash })).rejects.toThrow(/is no longer there/);
  });
});
