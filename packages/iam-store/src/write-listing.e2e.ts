import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { lookedAsOf, readSnapshot } from "./read-as-of.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const account = "012345678901";
const other = "210987654321";
const listing = (of: string) => `aws/${of}/global/iam_user`;
const user = (id: string, name: string, of = account): RecordOf<"iam_user"> => ({
  ...{
    kind: "iam_user",
    id,
    account: of,
    name,
    arn: `arn:aws:iam::${of}:user/${name}`,
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: null,
  },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const admin: Actor = { role: "reader", accounts: "all", subject: "test" };

const [own, others] = ["own", "others"].map((name) => `arn:aws:sso:::instance/${name}`);
const group = (id: string, instance = own ?? ""): RecordOf<"sso_group"> => ({
  ...{ kind: "sso_group", id, account: "", name: id, arn: null, createdAt: null, updatedAt: null },
  facts: { instance, description: "" },
});

onBothStores("writeListing", (given) => {
  async function look(n: number, users: readonly RecordOf<"iam_user">[], outcome = "ok", of = account) {
    const writer = await writeListing(given.store, { run: `run-${of}-${n}`, listing: listing(of), account: of, at: day(n) });
    await writer.put(users);
    return (await writer.end([{ kind: "iam_user", outcome }])).get("iam_user");
  }
  const names = (n: number, actor = admin) =>
    given.store.as(actor, async (transaction) => (await readSnapshot(transaction, { at: day(n) })).of("iam_user").map(({ name }) => name));

  it("adds, leaves, changes and ends, and every instant stays readable", async () => {
    expect(await look(1, [user("A", "ann"), user("B", "bob")])).toMatchObject({ seen: 2, added: 2, changed: 0, ended: 0 });
    expect(await look(2, [user("A", "ann"), user("B", "bob")])).toMatchObject({ seen: 2, added: 0, changed: 0, ended: 0 });
    expect(await look(3, [user("A", "anne"), user("B", "bob")])).toMatchObject({ seen: 2, added: 0, changed: 1, ended: 0 });
    expect(await look(4, [user("A", "anne")], "throttled")).toMatchObject({ seen: 1, added: 0, changed: 0, ended: 0 });
    expect(await look(5, [user("A", "anne")])).toMatchObject({ seen: 1, added: 0, changed: 0, ended: 1 });
    expect(await look(6, [user("A", "anne"), user("B", "bob")])).toMatchObject({ seen: 2, added: 1, changed: 0, ended: 0 });
    expect(await Promise.all([0, 1, 2, 3, 4, 5, 6].map((n) => names(n)))).toEqual([
      [],
      ["ann", "bob"],
      ["ann", "bob"],
      ["anne", "bob"],
      ["anne", "bob"],
      ["anne"],
      ["anne", "bob"],
    ]);
  });
  it("refuses an earlier time", async () => {
    await expect(look(5, [])).rejects.toMatchObject({ code: "overtaken" });
  });
  it("shows a reader the accounts that the transaction names, and nothing without any", async () => {
    await look(7, [user("C", "cyd", other)], "ok", other);
    expect(await names(8, { ...admin, accounts: [other] })).toEqual(["cyd"]);
    expect(await names(8, { ...admin, accounts: [] })).toEqual([]);
    expect((await names(8)).length).toBe(3);
  });
  it("lets a reader write nothing", async () => {
    await expect(given.store.as(admin, (transaction) => sql`update records set deleted_at = now()`.execute(transaction))).rejects.toThrow(
      /permission denied/,
    );
  });
  it("has views", async () => {
    const { rows } = await given.store.as(admin, (transaction) =>
      sql`select name, path, tags from iam_user order by name`.execute(transaction),
    );
    expect(rows[0]).toEqual({ name: "anne", path: "/", tags: {} });
  });
  it("keeps what an instance told that can't be read any more, and ends the rest", async () => {
    const unread = [{ id: others ?? "", why: "others is told of by its account 2" }];
    const store = await given.another();
    const lookAt = async (n: number, groups: readonly RecordOf<"sso_group">[], seen: object = {}, by = account) => {
      const looking = { run: `groups-${n}`, listing: `aws/${by}/eu-west-1/sso_group`, account: "", at: day(n) } as const;
      const writer = await writeListing(store, looking);
      await writer.put(groups);
      const ended = (await writer.end([{ kind: "sso_group", outcome: "ok", ...seen }])).get("sso_group");
      const left = await store.as(admin, async (transaction) => (await readSnapshot(transaction, { at: day(n) })).of("sso_group"));
      return [ended?.outcome, ended?.ended, ...left.map(({ id }) => id)];
    };
    const [a, b, c] = [group("a"), group("b"), group("c", others)];
    expect(await lookAt(1, [a, b, c])).toEqual(["ok", 0, "a", "b", "c"]);
    expect(await lookAt(2, [a], { unread })).toEqual(["skipped", 1, "a", "c"]);
    expect(await lookAt(3, [a], { unread })).toEqual(["skipped", 0, "a", "c"]);
    expect(await lookAt(4, [a])).toEqual(["ok", 1, "a"]);
    // Nothing of it is left, and what came since nobody knows.
    expect(await lookAt(5, [a], { unread })).toEqual(["skipped", 0, "a"]);

    // Another account tells of it from now on.
    const d = group("d", others);
    expect(await lookAt(6, [a, c, d])).toEqual(["ok", 0, "a", "c", "d"]);
    expect(await lookAt(7, [c], {}, other)).toEqual(["ok", 0, "a", "c"]);
    expect(await lookAt(8, [a, b], { unread })).toEqual(["ok", 2, "a", "b", "c"]);
    expect(await lookAt(9, [c], { outcome: "denied" }, other)).toEqual(["denied", 0, "a", "b", "c"]);
    expect(await lookAt(10, [a], { unread })).toEqual(["ok", 1, "a", "c"]);

    // What another account told of an instance before its run broke off is not all of it.
    const third = "arn:aws:sso:::instance/third";
    const [x, y] = [group("x", third), group("y", third)];
    expect(await lookAt(11, [a, x, y])).toEqual(["ok", 0, "a", "c", "x", "y"]);
    expect(await lookAt(12, [c], {}, other)).toEqual(["ok", 0, "a", "c", "x", "y"]);
    expect(await lookAt(13, [c, x], { outcome: "denied" }, other)).toEqual(["denied", 0, "a", "c", "x", "y"]);
    const thirdUnread = { unread: [{ id: third, why: "third is told of by its account 3" }] };
    expect(await lookAt(14, [a], thirdUnread)).toEqual(["skipped", 0, "a", "c", "x", "y"]);
  });
  it("notes a gap of what spans accounts for everybody once it told all of something, and before for its own account", async () => {
    const store = await given.another();
    const lookAt = async (n: number, outcome: string) => {
      const looking = {
        run: `spans-${n}`,
        listing: `aws/${account}/eu-west-1/sso_group`,
        account,
        spansAccounts: true,
        at: day(n),
      } as const;
      const writer = await writeListing(store, { ...looking, kinds: ["sso_group"] });
      await writer.end([{ kind: "sso_group", outcome }]);
      const elsewhere: Actor = { ...admin, accounts: [other] };
      const seen = await store.as(elsewhere, (transaction) => lookedAsOf(transaction, { at: day(n) }));
      return seen.map((one) => `${one.account || "everybody"} ${one.outcome}`);
    };
    expect(await lookAt(1, "denied")).toEqual([]);
    expect(await lookAt(2, "ok")).toEqual(["everybody ok"]);
    expect(await lookAt(3, "denied")).toEqual(["everybody denied"]);
  });
});
