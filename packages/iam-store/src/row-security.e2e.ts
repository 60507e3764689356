import { setTimeout as sleep } from "node:timers/promises";
import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Role } from "./actor.ts";
import { type IamStore, openStore } from "./open-store.ts";
import type { Tables } from "./tables.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const [a, b] = ["012345678901", "210987654321"];
const user = (account: string): RecordOf<"iam_user"> => ({
  ...{ kind: "iam_user", id: `U-${account}`, account, name: `of ${account}`, arn: null, createdAt: null, updatedAt: null },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});
const actorOf = (accounts: Actor["accounts"], role: Role = "reader"): Actor => ({ role, accounts, subject: `of ${accounts}` });

/** Tables that hold rows of accounts. */
const guarded = ["records", "versions", "listings", "cells", "accounts", "aws_cross_account_roles"];

async function fill(store: IamStore): Promise<void> {
  for (const account of [a, b]) {
    const at = new Date(Date.UTC(2026, 0, 1));
    const writer = await writeListing(store, { run: "run", listing: `aws/${account}/global/iam_user`, account, at });
    await writer.put([user(account)]);
    await writer.end([{ kind: "iam_user", outcome: "ok" }]);
    await store.as(actorOf("all", "admin"), async (transaction) => {
      await transaction.insertInto("accounts").values({ account_id: account, name: account, updated_at: at }).execute();
      await sql`insert into aws_cross_account_roles (aws_account_id, role_arn) values (${account}, ${`arn:aws:iam::${account}:role/r`})`.execute(
        transaction,
      );
    });
  }
}

async function seenIn(db: Transaction<Tables> | IamStore["db"], table: string): Promise<string[]> {
  const column = sql.ref(table === "aws_cross_account_roles" ? "aws_account_id" : "account_id");
  const { rows } = await sql<{ account: string }>`select distinct ${column} as account from ${sql.table(table)} order by 1`.execute(db);
  return rows.map(({ account }) => account);
}

onBothStores("row security", (given) => {
  /** One with few connections and one with many; on PostgreSQL both by a login that is no superuser and owns nothing. */
  const stores = new Map<string, IamStore>();
  beforeAll(async () => {
    const address = await given.empty();
    if (!("url" in address)) {
      await fill(given.store);
      return;
    }
    const owner = await openStore(address);
    await fill(owner);
    await sql`create role app login password 'of-the-app'`.execute(owner.db);
    await sql`grant plumbline_reader, plumbline_reviewer, plumbline_admin, plumbline_collector, plumbline_archivist to app`.execute(
      owner.db,
    );
    await owner.close();
    const url = new URL(address.url);
    [url.username, url.password] = ["app", "of-the-app"];
    for (const connections of [1, 10]) stores.set(`${connections}`, await openStore({ url: url.href, connections }, { migrate: false }));
  });
  afterAll(async () => {
    for (const store of stores.values()) await store.close();
  });
  const storeOf = (connections: string) => stores.get(connections) ?? given.store;

  describe.each(["1", "10"])("through a pool of %s", (connections) => {
    it("shows each of two actors at once the own accounts alone", async () => {
      const store = storeOf(connections);
      const looks = Array.from({ length: 60 }, (_, n) => {
        const accounts = [[a], [b], [a, b], []][n % 4] ?? [];
        return store.as(actorOf(accounts), async (transaction) => {
          const before = await seenIn(transaction, guarded[n % guarded.length] ?? "");
          await sleep(n % 3);
          return { accounts, seen: [before, await seenIn(transaction, "versions")] };
        });
      });
      for (const { accounts, seen } of await Promise.all(looks)) expect(seen).toEqual([[...accounts].sort(), [...accounts].sort()]);
    });

    it.each([
      ["a commit", async () => undefined],
      ["an error of ours", () => Promise.reject(new Error("ours"))],
      ["an error of the database", (transaction: Transaction<Tables>) => sql`select 1 / 0`.execute(transaction)],
      ["a refused write", (transaction: Transaction<Tables>) => sql`delete from versions`.execute(transaction)],
    ])("leaves no setting after %s", async (_, work) => {
      const store = storeOf(connections);
      for (let n = 0; n < 12; n++) await store.as(actorOf("all"), work).catch(() => undefined);
      const { rows } = await sql`select coalesce(current_setting('plumbline.accounts', true), '') as accounts,
        coalesce(current_setting('plumbline.subject', true), '') as subject, current_user = session_user as is_itself`.execute(store.db);
      expect(rows).toEqual([{ accounts: "", subject: "", is_itself: true }]);
    });

    // The embedded database has one user, who owns the tables.
    if (given.engine === "postgresql")
      it("shows nothing outside of an actor, although the login is in every role", async () => {
        const { db } = storeOf(connections);
        for (const table of guarded) expect([table, await seenIn(db, table)]).toEqual([table, []]);
        await expect(sql`insert into accounts (account_id, updated_at) values ('333333333333', now())`.execute(db)).rejects.toThrow(
          /row-level security/,
        );
      });
  });

  it("is forced on every table that holds rows of accounts", async () => {
    const { rows } = await sql<{ name: string; forced: boolean }>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced from pg_class c
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname in ('account_id', 'aws_account_id'))
      order by 1`.execute(given.store.db);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(guarded));
    expect(rows.filter(({ forced }) => !forced)).toEqual([]);
  });

  it("lets nobody see or write everything who has not taken a role on", async () => {
    const { rows } = await sql`select tablename, policyname from pg_policies where qual = 'true' or with_check = 'true'`.execute(
      given.store.db,
    );
    expect(rows).toEqual([]);
  });
  if (given.engine === "postgresql")
    it("shows no campaign outside of an actor", async () => {
      const at = new Date(Date.UTC(2026, 0, 1));
      await storeOf("10").as(actorOf("all", "admin"), (transaction) =>
        sql`insert into campaigns (campaign_id, name, state, opens_at, due_at, snapshot_at, kinds, account_count, default_reviewer, settings,
          accepted_incomplete, opened_by, opened_at)
        values ('q1', 'Q1', 'open', ${at}, ${new Date(at.getTime() + 1)}, ${at}, '["iam_user"]', 1, 'x', '{}', false, 'of all', ${at})`.execute(
          transaction,
        ),
      );
      const count = async (db: Transaction<Tables> | IamStore["db"]) => (await sql`select 1 from campaigns`.execute(db)).rows.length;
      expect(await storeOf("10").as(actorOf("all", "archivist"), count)).toBe(1);
      expect(await count(storeOf("10").db)).toBe(0);
    });

  const writes: Record<string, { role: Role; write: ReturnType<typeof sql> }> = {
    "a row of another account": {
      role: "admin",
      write: sql`insert into accounts (account_id, updated_at) values ('333333333333', now())`,
    },
    "the account of a row that is its own": { role: "admin", write: sql`update accounts set account_id = '333333333333'` },
    "a role of another account": {
      role: "admin",
      write: sql`insert into aws_cross_account_roles (aws_account_id, role_arn) values (${b}, 'another')`,
    },
    "the inventory, as a reader": { role: "reader", write: sql`update versions set name = 'x'` },
    "the inventory, as an admin": { role: "admin", write: sql`update versions set name = 'x'` },
    "an end of anything, as a collector": { role: "collector", write: sql`delete from versions` },
    "a change of anything, as an archivist": { role: "archivist", write: sql`update versions set name = 'x'` },
  };
  it.each(Object.entries(writes))("takes nobody's word for %s", async (_, { role, write }) => {
    await expect(storeOf("10").as(actorOf([a], role), (transaction) => write.execute(transaction))).rejects.toThrow(
      /row-level security|permission denied/,
    );
  });
  it("changes nothing of an account that is not named", async () => {
    await storeOf("10").as(actorOf([a], "admin"), (transaction) => sql`update accounts set owner = 'me'`.execute(transaction));
    const { rows } = await storeOf("10").as(actorOf("all"), (transaction) =>
      sql`select account_id, owner from accounts order by 1`.execute(transaction),
    );
    expect(rows).toEqual([
      { account_id: a, owner: "me" },
      { account_id: b, owner: null },
    ]);
  });

  it.each(["all", "12345678901", "0123456789012", "*", "012345678901,210987654321", ""])("takes %j for no account", async (account) => {
    await expect(storeOf("10").as(actorOf([account]), async () => undefined)).rejects.toMatchObject({ code: "bad-account" });
  });
});
