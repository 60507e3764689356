import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, tellsOfB } from "./app.fixture.ts";
import { actorOf } from "./frame/viewer.ts";
import { consoleActor } from "./sign-in/sessions.ts";

const tellsOfA = /111122223333|AIDAANN|account-a|owner-of-a/;
const paths = ["/", "/accounts", "/users", "/coverage", "/api/users", "/api/overview", "/users.csv", "/users?at=2026-06-29"];
const viewer = (account: string) => ({
  ...{ subject: `dev:reader-${account}`, name: "", groups: [], names: { proven: [], claimed: [] }, via: "dev" as const },
  grants: [{ role: "reader" as const, account }],
});

describe("two readers on one pool", () => {
  onBothStores("of connections", (given) => {
    beforeAll(() => fillTwo(given.store));

    it("ask side by side, and neither is told a word of the other's account", async () => {
      const { signIn } = appOver(given.store);
      const [a, b] = [await signIn("reader-a"), await signIn("reader-b")];
      const asked = Array.from({ length: 6 }, () => paths)
        .flat()
        .flatMap((path) => [
          { path, by: a, isOwn: tellsOfA, isOther: tellsOfB },
          { path, by: b, isOwn: tellsOfB, isOther: tellsOfA },
        ]);
      const texts = await Promise.all(asked.map(async (one) => ({ ...one, text: await one.by.text(one.path) })));
      for (const { path, text, isOwn, isOther } of texts) expect([path, isOwn.test(text), isOther.exec(text)]).toEqual([path, true, null]);
      expect(texts).toHaveLength(96);
    });

    it("see by SQL, in every table that has an account, what is theirs alone", async () => {
      const { rows: tables } = await sql<{ name: string; column: string }>`
        select c.table_name as name, c.column_name as column from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name in ('account_id', 'aws_account_id')
        order by 1`.execute(given.store.db);
      expect(tables.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["accounts", "cells", "console_audit", "console_grants", "listings", "records", "versions"]),
      );
      const seen: string[] = [];
      for (const { name, column } of tables) {
        const others = given.store.as(actorOf(viewer(A), "reader"), async (transaction) => {
          const { rows } = await sql<{
            count: number;
          }>`select count(*)::int as count from ${sql.table(name)} where ${sql.ref(column)} not in (${A}, '')`.execute(transaction);
          return rows[0]?.count;
        });
        // What a reader may not read at all, such as grants, is refused outright.
        const count = await others.catch((error: unknown) => (/permission denied/.test(String(error)) ? "refused" : String(error)));
        if (count === 0) seen.push(name);
        expect([name, count]).toEqual([name, expect.toSatisfy((one) => one === 0 || one === "refused")]);
      }
      expect(seen).toEqual(expect.arrayContaining(["accounts", "cells", "listings", "records", "versions"]));
    });

    it("have nothing of who signs people in, who has nothing of theirs", async () => {
      const reader = actorOf(viewer(A), "reader");
      for (const table of ["console_sessions", "console_sign_ins", "console_grants"])
        await expect(given.store.as(reader, (transaction) => sql`select from ${sql.table(table)}`.execute(transaction))).rejects.toThrow(
          /permission denied/,
        );
      for (const table of ["records", "versions", "accounts", "console_audit"])
        await expect(
          given.store.as(consoleActor(), (transaction) => sql`select from ${sql.table(table)}`.execute(transaction)),
        ).rejects.toThrow(/permission denied/);
    });

    it("can grant themselves nothing, and an admin of A nothing of B", async () => {
      const grantOf = (
        account: string,
      ) => sql`insert into console_grants (principal_kind, principal, role, account_id, granted_by, granted_at)
        values ('subject', 'eve', 'admin', ${account}, 'dev:admin-a', now())`;
      await expect(given.store.as(actorOf(viewer(A), "reader"), (transaction) => grantOf(A).execute(transaction))).rejects.toThrow(
        /permission denied/,
      );
      const admin = { role: "admin", accounts: [A], subject: "dev:admin-a" } as const;
      for (const account of [B, "*"])
        await expect(given.store.as(admin, (transaction) => grantOf(account).execute(transaction))).rejects.toThrow(/row-level security/);
      await expect(given.store.as(admin, (transaction) => grantOf(A).execute(transaction))).resolves.toBeDefined();
    });
  });
});

describe("a hundred thousand users", () => {
  onBothStores("are served", (given) => {
    const many = 100_000;
    beforeAll(async () => {
      const listing = `aws/${A}/global/iam_user`;
      await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at)
        select ${listing}, 'iam_user', 'AIDA' || n, ${A}, '2026-01-01', '2026-06-29' from generate_series(1, ${many}::int) n`.execute(
        given.store.db,
      );
      await sql`insert into versions (listing, kind, record_id, account_id, name, arn, created_at, hash, facts, valid_from)
        select ${listing}, 'iam_user', 'AIDA' || n, ${A}, 'worker-' || lpad(n::text, 6, '0'), 'arn:aws:iam::111122223333:user/worker-' || n,
          timestamptz '2020-01-01' + n * interval '1 minute', 'h', '{"path": "/", "permissionsBoundary": null, "tags": {}}', '2026-01-01'
        from generate_series(1, ${many}::int) n`.execute(given.store.db);
      await sql`analyze`.execute(given.store.db);
    });

    it("by pages, in every order, and as one download", async () => {
      const { signIn } = appOver(given.store);
      const reader = await signIn("reader-a");
      const first = async (query: string) => {
        const begin = performance.now();
        const { data } = await (await reader.get(`/api/users?${query}`)).json();
        return { total: data.total, name: data.rows[0]?.name, after: data.after, took: Math.round(performance.now() - begin) };
      };
      const took: Record<string, number> = {};
      const rows: Record<string, [query: string, total: number, name: string | undefined]> = {
        "the first page": ["", many, "worker-000001"],
        "the last names": ["order=desc", many, "worker-100000"],
        "the newest": ["sort=createdAt&order=desc", many, "worker-100000"],
        "a search": ["q=worker-09999", 10, "worker-099990"],
        "a filter": ["mfa=no&password=no", many, "worker-000001"],
        "a filter that nobody fits": ["keys=yes", 0, undefined],
      };
      for (const [name, [query, total, expected]] of Object.entries(rows)) {
        const found = await first(query);
        took[name] = found.took;
        expect([name, found.total, found.name]).toEqual([name, total, expected]);
      }
      const page = await first("");
      expect((await first(`after=${page.after}`)).name).toBe("worker-000051");
      const begin = performance.now();
      const lines = (await reader.text("/users.csv")).trim().split("\r\n");
      took["the download"] = Math.round(performance.now() - begin);
      console.log(`100,000 users on ${given.engine}, in ms: ${JSON.stringify(took)}`);
      expect([lines.length, new Set(lines).size]).toEqual([many + 1, many + 1]);
    });
  });
});
