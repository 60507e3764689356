import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { admin, day, dev, look, reviewer, user } from "./inventory.fixture.ts";
import { openCampaign } from "./open-campaign.ts";
import { noOtherNames, type OtherNames } from "./reviewer-ids.ts";

type Row = [by: string, names: Partial<OtherNames>, tag: string, isCarried: boolean];
const rows: Record<string, Row> = {
  "whose proven address its tag has now": ["00u0", { proven: ["Ada@example.com"] }, "ada@example.com", false],
  "whose address begins as its tag says now": ["00u1", { proven: ["ada@example.com"] }, "ada", false],
  "whose claimed name its tag has now": ["00u2", { claimed: ["Bea"] }, "bea", false],
  "whose address the file has, and its tag": ["00u3", {}, "cy@example.com", false],
  "whose address the file has, and no tag": ["00u3", {}, "dan@example.com", true],
  "of whom nothing but a subject is known": ["00u4", {}, "dan@example.com", false],
  "of whom a name is known that tells nothing": ["oid-6", { claimed: ["pairwise-6"] }, "dan@example.com", false],
  "of another proven address": ["00u5", { proven: ["eve@example.com"] }, "dan@example.com", true],
  "who signed in by an address": ["fay@example.com", {}, "dan@example.com", true],
  "who signed in by its tag's address": ["fay@example.com", {}, "FAY@example.com", false],
  "of the development login": ["dev:gus", {}, "dan@example.com", true],
  "of the development login, whose name its tag has now": ["dev:gus", {}, "gus", false],
};
const nameOf = (i: number) => `user${i}`;

onBothStores("approvals by somebody", (given) => {
  const { itemOf } = campaignsOf(given);
  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const see = (at: Date, tagOf: (row: Row) => string) =>
    look(
      given.store,
      at,
      Object.values(rows).map((row, i) => user(nameOf(i), dev, tagOf(row) === "" ? {} : { email: tagOf(row) })),
    );
  const opened = (id: string, at: Date, carryOver: string | false) =>
    asAdmin((transaction) =>
      openCampaign(
        transaction,
        {
          ...{ id, name: id, dueAt: day(28), accounts: [dev], kinds: ["iam_user"], carryOver },
          routing: { people: [{ id: "00U3", mail: "cy@example.com" }], defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
        },
        { at },
      ),
    );
  const closed = (campaign: string, at: Date) => asAdmin((transaction) => closeCampaign(transaction, { campaign, at, isEarly: true }));

  beforeAll(async () => {
    await see(day(1), () => "");
    await opened("first", day(1, 1), false);
    for (const [i, [by, names]] of Object.values(rows).entries()) {
      const { item, permissionHash } = await itemOf("first", nameOf(i));
      await given.store.as(admin("all", by), (transaction) =>
        decide(transaction, {
          ...{ campaign: "first", at: day(1, 2), names: { ...noOtherNames, ...names } },
          words: [{ item, permissionHash, verdict: "keep" }],
        }),
      );
    }
    await closed("first", day(1, 3));
    await see(day(2), ([, , tag]) => tag);
    await opened("second", day(2, 1), "first");
    await closed("second", day(2, 2));
    await see(day(3), () => "eve@example.com");
    await opened("third", day(3, 1), "second");
  });

  it.each(Object.entries(rows).map(([name, row], i) => [name, i, row] as const))("%s", async (_, i, [by, , , isCarried]) => {
    const { state, decision } = await itemOf("second", nameOf(i));
    expect([state, decision?.carriedFrom?.by]).toEqual(isCarried ? ["kept", by] : ["undecided", undefined]);
  });
  it("are compared with all names of who gave them first, however often they are carried", async () => {
    const at = Object.keys(rows).indexOf("of another proven address");
    const other = Object.keys(rows).indexOf("of the development login");
    expect([(await itemOf("third", nameOf(at))).state, (await itemOf("third", nameOf(other))).state]).toEqual(["undecided", "kept"]);
  });

  const insert = (hash: string) =>
    `insert into review_deciders select campaign_id, account_id, hash, '{x}' from review_decisions where ${hash} limit 1`;
  const refused: Record<string, [actor: ReturnType<typeof admin>, statement: string, fault: RegExp]> = {
    "names added later to one's own decision": [admin("all", "00u4"), insert("decided_by = '00u4'"), /row-level security/],
    "names added to another's decision": [reviewer("00u9"), insert("decided_by = '00u4'"), /row-level security/],
    "other names": [admin(), "update review_deciders set names = '{x}'", /permission denied/],
    "names that are taken out": [admin(), "delete from review_deciders", /permission denied/],
    "names that a reviewer reads": [reviewer("00u9"), "select names from review_deciders", /permission denied/],
  };
  it.each(Object.entries(refused))("hold no %s", async (_, [actor, statement, fault]) => {
    await expect(given.store.as(actor, (transaction) => sql.raw(statement).execute(transaction))).rejects.toThrow(fault);
  });
  it("hold names that the tables' owner may not change either", async () => {
    await expect(sql`delete from review_deciders`.execute(given.store.db)).rejects.toThrow(/review_deciders are only added to/);
  });
});
