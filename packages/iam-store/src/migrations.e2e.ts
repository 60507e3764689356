import { sql } from "kysely";
import { expect, it } from "vitest";
import { connect, type StoreAddress } from "./connect.ts";
import { migrate, pendingMigrations } from "./migrations.ts";
import { openStore } from "./open-store.ts";
import { onBothStores } from "./test-stores.fixture.ts";

onBothStores("migrations", ({ empty, engine }) => {
  const onNew = async <T>(work: (connected: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> => {
    const connected = await connect(await empty());
    try {
      return await work(connected);
    } finally {
      await connected.close();
    }
  };

  it("makes everything once, and nothing the second time", () =>
    onNew(async ({ db }) => {
      const pending = await pendingMigrations(db);
      expect([pending.slice(0, 2), pending.at(-1)]).toEqual([["0001-records", "0002-cells"], "views"]);
      expect(await migrate(db)).toEqual(pending.slice(0, -1));
      expect([await migrate(db), await pendingMigrations(db)]).toEqual([[], []]);
    }));

  it("lets several try at once: one does it", () =>
    onNew(async ({ db }) => {
      const done = await Promise.all(Array.from({ length: 5 }, () => migrate(db)));
      expect(done.filter(({ length }) => length > 0)).toHaveLength(1);
      expect(await pendingMigrations(db)).toEqual([]);
    }));

  it("does nothing to a database that holds something else", () =>
    onNew(async ({ db }) => {
      await sql`create table records (song text)`.execute(db);
      await sql`insert into records values ('Blue')`.execute(db);
      await expect(migrate(db)).rejects.toMatchObject({ code: "refused", message: expect.stringMatching(/a database of its own$/) });
      const { rows } = await sql`select song from records`.execute(db);
      const tables = await sql`select 1 from pg_tables where tablename = 'versions'`.execute(db);
      expect([rows, tables.rows]).toEqual([[{ song: "Blue" }], []]);
    }));

  it("lives beside another program's tables", () =>
    onNew(async ({ db }) => {
      await sql`create table kysely_migration (name text primary key, timestamp text not null)`.execute(db);
      await sql`insert into kysely_migration values ('9999-another', 'then')`.execute(db);
      await migrate(db);
      expect(await pendingMigrations(db)).toEqual([]);
    }));

  it("takes no database that a newer version made", () =>
    onNew(async ({ db }) => {
      await migrate(db);
      await sql`insert into plumbline_migration values ('9999-later', 'then')`.execute(db);
      await expect(migrate(db)).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("A newer version") });
    }));

  it("makes a view anew that is not as it should be, and leaves the others", () =>
    onNew(async ({ db }) => {
      await migrate(db);
      const oids = async () =>
        (await sql<{ name: string; oid: number }>`select relname as name, oid from pg_class where relkind = 'v'`.execute(db)).rows;
      const before = new Map((await oids()).map(({ name, oid }) => [name, oid]));
      await sql`drop view iam_role`.execute(db);
      await sql`comment on view iam_user is 'of old'`.execute(db);
      expect(await pendingMigrations(db)).toEqual(["views"]);
      await migrate(db);
      expect((await oids()).filter(({ name, oid }) => name.startsWith("iam_") && before.get(name) !== oid).map(({ name }) => name)).toEqual(
        expect.arrayContaining(["iam_role", "iam_user"]),
      );
      expect((await oids()).filter(({ name, oid }) => name.startsWith("iam_") && before.get(name) !== oid)).toHaveLength(2);
    }));

  it("is not run where it is not wanted", async () => {
    await expect(openStore(await empty(), { migrate: false })).rejects.toMatchObject({
      code: "outdated",
      message: expect.stringMatching(/^the database lacks 0001-records, .*, views: open it once as its owner/),
    });
  });

  if (engine === "postgresql")
    it("makes roles that databases of one server share, side by side", async () => {
      const addresses: StoreAddress[] = await Promise.all([empty(), empty(), empty()]);
      const stores = await Promise.all(addresses.map((address) => openStore(address)));
      expect(await Promise.all(stores.map(({ db }) => pendingMigrations(db)))).toEqual([[], [], []]);
      await Promise.all(stores.map((store) => store.close()));
    });
});
