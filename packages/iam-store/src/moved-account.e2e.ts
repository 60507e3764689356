import type { RecordOf } from "@plumbline/iam-model/kinds";
import { type RawBuilder, sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { diffRecords } from "./diff-records.ts";
import { readSnapshot } from "./read-as-of.ts";
import { readHistory } from "./read-history.ts";
import { searchRecords } from "./search-records.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const [first, second] = ["012345678901", "210987654321"];
const listing = "cloudhealth/of-the-customer";
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const readerOf = (accounts: Actor["accounts"]): Actor => ({ role: "reader", accounts, subject: "test" });
const user = (id: string, account: string): RecordOf<"iam_user"> => ({
  ...{ kind: "iam_user", id, account, name: `user ${id}`, arn: null, createdAt: null, updatedAt: null },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});

onBothStores("a record whose account alone changes", (given) => {
  // One moves, one does not, and one gets the account that nobody had named.
  const looks: readonly (readonly [number, string, string])[] = [
    [1, first, ""],
    [3, second, first],
    [4, second, first],
  ];
  const tallies: unknown[] = [];
  beforeAll(async () => {
    for (const [n, moved, named] of looks) {
      const writer = await writeListing(given.store, { run: `run-${n}`, listing, account: "", at: day(n) });
      await writer.put([user("moved", moved), user("stays", first), user("named", named)]);
      tallies.push((await writer.end([{ kind: "iam_user", outcome: "ok" }])).get("iam_user"));
    }
  });
  const snapshot = (accounts: Actor["accounts"], n: number) =>
    given.store.as(readerOf(accounts), async (transaction) =>
      (await readSnapshot(transaction, { at: day(n) })).of("iam_user").map(({ id, account }) => `${id} of ${account}`),
    );
  const search = (accounts: Actor["accounts"], n?: number) =>
    given.store.as(readerOf(accounts), async (transaction) => {
      const at = n === undefined ? {} : { at: day(n) };
      const { rows, total } = await searchRecords(transaction, { kind: "iam_user", limit: 10, ...at });
      expect(total).toBe(rows.length);
      return rows.map(({ record, firstSeenAt, lastSeenAt }) => [record.id, firstSeenAt.getUTCDate(), lastSeenAt.getUTCDate()]);
    });
  const ids = (accounts: Actor["accounts"], query: RawBuilder<{ id: string }>) =>
    given.store.as(readerOf(accounts), async (transaction) => (await query.execute(transaction)).rows.map(({ id }) => id));

  it("is a change, once", () => {
    const none = { outcome: "ok", message: undefined, seen: 3, added: 0, changed: 0, ended: 0 };
    expect(tallies).toEqual([{ ...none, added: 3 }, { ...none, changed: 2 }, none]);
  });
  it.each([
    ["before, of the first", [first], 1, [`named of `, `moved of ${first}`, `stays of ${first}`]],
    ["before, of the second", [second], 1, ["named of "]],
    ["after, of the first", [first], 3, [`named of ${first}`, `stays of ${first}`]],
    ["after, of the second", [second], 3, [`moved of ${second}`]],
  ])("a snapshot %s", async (_, accounts, n, is) => {
    expect(await snapshot(accounts, n)).toEqual(is);
  });
  it.each([
    [
      "now, of the first",
      [first],
      undefined,
      [
        ["named", 1, 4],
        ["stays", 1, 4],
      ],
    ],
    ["now, of the second", [second], undefined, [["moved", 1, 4]]],
    // Of what is another's by now, the times of the version itself are told and no later ones.
    [
      "before, of the first",
      [first],
      1,
      [
        ["moved", 1, 3],
        ["named", 1, 4],
        ["stays", 1, 4],
      ],
    ],
    ["before, of the second", [second], 1, [["named", 1, 3]]],
  ])("a search %s", async (_, accounts, n, is) => {
    expect(await search(accounts, n)).toEqual(is);
  });
  it.each([
    ["what holds, of the first", [first], sql<{ id: string }>`select record_id as id from iam_user order by 1`, ["named", "stays"]],
    ["what holds, of the second", [second], sql<{ id: string }>`select record_id as id from iam_user order by 1`, ["moved"]],
    [
      ...["every version, of the first", [first]],
      ...[sql<{ id: string }>`select record_id as id from iam_user_history order by 1`, ["moved", "named", "named", "stays"]],
    ] as const,
    [
      ...["every version, of the second", [second]],
      ...[sql<{ id: string }>`select record_id as id from iam_user_history order by 1`, ["moved", "named"]],
    ] as const,
    ["times of the first", [first], sql<{ id: string }>`select record_id as id from records order by 1`, ["named", "stays"]],
    ["times of the second", [second], sql<{ id: string }>`select record_id as id from records order by 1`, ["moved"]],
  ])("SQL: %s", async (_, accounts, query, is) => {
    expect(await ids([...accounts], query)).toEqual(is);
  });
  it.each([
    ["both", [first, second], ["changed named", "changed moved"]],
    ["the first", [first], ["changed named", "removed moved"]],
    ["the second", [second], ["removed named", "added moved"]],
  ])("the difference for %s", async (_, accounts, are) => {
    const found = await given.store.as(readerOf(accounts), (transaction) =>
      Array.fromAsync(diffRecords(transaction, { from: day(1), to: day(4) })),
    );
    expect(found.map((one) => `${one.was} ${"after" in one ? one.after.id : one.before.id}`).sort()).toEqual([...are].sort());
  });
  it("has a version in each account, and each account's readers see their own", async () => {
    const history = (accounts: Actor["accounts"]) =>
      given.store.as(readerOf(accounts), async (transaction) =>
        (await Array.fromAsync(readHistory(transaction, { kind: "iam_user", id: "moved" }))).map(({ record, from, to }) => [
          ...[record.account, from.getUTCDate(), to?.getUTCDate()],
        ]),
      );
    const versions = [
      [first, 1, 3],
      [second, 3, undefined],
    ];
    expect(await Promise.all([history("all"), history([first]), history([second])])).toEqual([versions, [versions[0]], [versions[1]]]);
  });
});
