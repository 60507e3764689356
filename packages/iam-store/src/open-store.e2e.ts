import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type PostgresServer, startPostgres } from "@plumbline/testkit/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roles } from "./actor.ts";
import { openStore, type StoreAddress } from "./open-store.ts";
import { signInByRds } from "./postgres-pool.ts";
import { whyNoPostgres } from "./test-stores.fixture.ts";

const home = mkdtempSync(join(tmpdir(), "open-store-"));
afterAll(() => rm(home, { recursive: true }));
const one = async (address: StoreAddress) => {
  const store = await openStore(address);
  await store.close();
  return store.engine;
};

describe("a folder", () => {
  it("is made for its owner alone, and keeps what was written", async () => {
    const folder = join(home, "deep", "new");
    const store = await openStore({ folder });
    const now = new Date(0).toISOString();
    const actor = { role: "admin", accounts: "all", subject: "x" } as const;
    await store.as(actor, (transaction) =>
      transaction.insertInto("accounts").values({ account_id: "000000000001", name: "one", updated_at: now }).execute(),
    );
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("700");
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: "busy",
      message: expect.stringMatching(new RegExp(`^the database in .*new is in use: process ${process.pid} of .*lock`)),
    });
    await store.close();
    expect(existsSync(join(folder, "lock"))).toBe(false);
    const again = await openStore({ folder }, { migrate: false });
    expect(await again.as(actor, (transaction) => transaction.selectFrom("accounts").select("name").execute())).toEqual([{ name: "one" }]);
    await again.close();
  });

  it("is taken over from a process that was killed, and from no other one", async () => {
    const folder = join(home, "killed");
    const program = `const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, "open-store.ts"))});
      await openStore({ folder: ${JSON.stringify(folder)} }); console.log("open"); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ["--conditions=@plumbline/source", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: "busy",
      message: expect.stringContaining(`process ${child.pid} of ${hostname()}`),
    });
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect(await one({ folder })).toBe("pglite");
  });

  it("is not taken from a process of another machine", async () => {
    const folder = join(home, "elsewhere");
    mkdirSync(folder);
    const { pid } = spawnSync(process.execPath, ["--eval", ""]);
    writeFileSync(join(folder, "lock"), JSON.stringify({ pid, host: "another", id: "x" }));
    await expect(openStore({ folder })).rejects.toMatchObject({ code: "busy", message: expect.stringContaining("of another holds") });
  });

  it.each([
    ["a file", () => writeFileSync(join(home, "file"), ""), "file"],
    ["below a file", () => undefined, "file/below"],
    ["below what exists and takes no folder", () => undefined, "/proc/plumbline/iam"],
    ["a database that is broken", () => mkdirSync(join(home, "broken/pglite/PG_VERSION"), { recursive: true }), "broken"],
  ])("that is %s is told", async (_, prepare, name) => {
    prepare();
    await expect(openStore({ folder: resolve(home, name) })).rejects.toMatchObject({
      code: "unreadable",
      message: expect.stringMatching(new RegExp(resolve(home, name))),
    });
    expect(readdirSync(home).filter((entry) => entry.includes("lock"))).toEqual([]);
  });
});

const missing = await whyNoPostgres();
describe.skipIf(missing !== undefined)(missing ?? "a server", () => {
  let server: PostgresServer;
  let plain: PostgresServer;
  let url: URL;
  beforeAll(async () => {
    const place = {
      cacheFolder: process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache"),
      ...{ environment: process.env, log: () => undefined },
    };
    [server, plain] = await Promise.all([startPostgres(place, { tls: true }), startPostgres(place)]);
    url = new URL(await server.create("store"));
    await one({ url: url.href });
  });
  afterAll(() => Promise.all([server.stop(), plain.stop()]));

  const with_ = (change: (to: URL) => void): string => {
    const changed = new URL(url);
    change(changed);
    return changed.href;
  };
  const isEncrypted = async (address: string, signIn?: () => Promise<string>) => {
    const store = await openStore({ url: address, ...(signIn ? { signIn } : {}) }, { migrate: false });
    const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(store.db);
    await store.close();
    return rows[0]?.ssl;
  };

  const refused: Record<string, { to: (to: URL) => void; code: string; says: RegExp }> = {
    "a wrong password": {
      to: (to) => {
        to.password = "very-secret";
      },
      code: "refused",
      says: /^PostgreSQL at 127\.0\.0\.1:\d+ does not let plumbline in: check user and password/,
    },
    "no such user": {
      to: (to) => {
        to.username = "nobody";
      },
      code: "refused",
      says: /does not let nobody in/,
    },
    "no such database": {
      to: (to) => {
        to.pathname = "/absent";
      },
      code: "refused",
      says: /has no database absent: make it \(createdb absent\)/,
    },
    "TLS with an unknown CA": {
      to: (to) => to.searchParams.set("sslmode", "require"),
      code: "refused",
      says: /is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): name the file of its CA by sslrootcert$/,
    },
    "a file of the CA that is not there": {
      to: (to) => (to.search = "?sslmode=verify-full&sslrootcert=/nowhere/ca.pem"),
      code: "bad-address",
      says: /sslrootcert of the database's address names can't be read: \/nowhere\/ca\.pem$/,
    },
  };
  it.each(Object.entries(refused))("says what to do about %s, in one line without the password", async (_, { to, code, says }) => {
    const address = with_(to);
    const error = await openStore({ url: address }).catch((caught) => caught);
    expect(error).toMatchObject({ name: "StoreError", code, message: expect.stringMatching(says) });
    expect(error.message).not.toMatch(/\n|very-secret|of-the-tests-alone/);
  });

  it("says so where nothing listens, nothing answers, or no TLS is offered", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const bound = silent.address();
    const port = typeof bound === "object" && bound ? String(bound.port) : "";
    await expect(one({ url: `postgres://u@127.0.0.1:${port}/d?connect_timeout=0.2` })).rejects.toMatchObject({
      message: expect.stringMatching(/^(PostgreSQL at .* can't be reached \(no answer in time\)|no connection to PostgreSQL)/),
    });
    for (const socket of sockets) socket.destroy();
    silent.close();
    await once(silent, "close");
    await expect(one({ url: `postgres://u@127.0.0.1:${port}/d` })).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("(ECONNREFUSED): check host, port and firewall"),
    });
    const address = new URL(await plain.create("store"));
    address.search = "?sslmode=require";
    await expect(one({ url: address.href })).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("offers no TLS") });
  });

  it("checks the certificate and the name as it is told to", async () => {
    const modes = (host: string, mode: string) =>
      with_((to) => {
        to.hostname = host;
        to.search = `?sslmode=${mode}&sslrootcert=${server.certificateFile}`;
      });
    expect(await isEncrypted(url.href)).toBe(false);
    expect(await isEncrypted(with_((to) => to.searchParams.set("sslmode", "no-verify")))).toBe(true);
    for (const mode of ["require", "verify-full", "verify-ca"]) expect(await isEncrypted(modes("localhost", mode))).toBe(true);
    expect(await isEncrypted(modes("127.0.0.1", "verify-ca"))).toBe(true);
    await expect(one({ url: modes("127.0.0.1", "verify-full") })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("is another host's"),
    });
  });

  it("asks for a token for each connection, over TLS alone", async () => {
    const address = with_((to) => {
      [to.hostname, to.password] = ["localhost", ""];
      to.search = `?aws_iam=true&sslrootcert=${server.certificateFile}`;
    });
    const asked: unknown[] = [];
    const signIn = async (place: unknown) => {
      asked.push(place);
      return "of-the-tests-alone";
    };
    const store = await openStore({ url: address, connections: 3, signIn }, { migrate: false });
    const actor = { role: "reader", accounts: "all", subject: "x" } as const;
    await Promise.all(Array.from({ length: 9 }, () => store.as(actor, (transaction) => sql`select pg_sleep(0.05)`.execute(transaction))));
    await store.close();
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatchObject({ host: "localhost", port: Number(url.port), user: "plumbline" });
    expect(await isEncrypted(address, async () => "of-the-tests-alone")).toBe(true);
    await expect(openStore({ url: address, signIn: async () => "expired" })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("the grant of rds_iam"),
    });
    const signedOut = async () => Promise.reject(new Error("Could not load credentials from any providers"));
    await expect(openStore({ url: `${address}&aws_region=eu-west-1`, signIn: signedOut })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(/^no token to sign plumbline in to localhost by RDS in eu-west-1 \(Could not load credentials/),
    });
  });

  it("makes RDS's token of credentials, host, port and user", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "of-a-test" });
    const token = await signInByRds({ host: "db.example.com", port: 5433, user: "auditor", aws_region: "eu-west-1" }).finally(() => {
      process.env = before;
    });
    expect(token).toMatch(
      /^db\.example\.com:5433\/\?Action=connect&DBUser=auditor&.*AKIDEXAMPLE%2F\d{8}%2Feu-west-1%2Frds-db%2Faws4_request/,
    );
  });

  it("tells a user without rights what migrations need, and one without a role which to grant", async () => {
    const owner = await openStore({ url: url.href });
    await sql`create role weak login password 'weak'`.execute(owner.db);
    await sql`grant plumbline_reader to weak`.execute(owner.db);
    await owner.close();
    const asWeak = (to: URL) => {
      [to.username, to.password] = ["weak", "weak"];
    };
    const fresh = new URL(await server.create("fresh"));
    asWeak(fresh);
    await expect(one({ url: fresh.href })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(/permission denied.*Migrations need a user who owns the database and may create roles/),
    });
    // What is migrated already is open to it.
    const store = await openStore({ url: with_(asWeak) });
    const actor = { role: "reader", accounts: "all", subject: "x" } as const;
    expect(await store.as(actor, (transaction) => transaction.selectFrom("records").selectAll().execute())).toEqual([]);
    await expect(store.as({ ...actor, role: "collector" }, async () => undefined)).rejects.toMatchObject({
      code: "refused",
      message: "weak may not act as plumbline_collector: let an owner of the database grant that role to weak",
    });
    await store.close();
  });

  it("tells an owner who may not create roles which ones are wanted, and goes on when it has them", async () => {
    const all = await openStore({ url: url.href });
    await sql`create role owner login password 'owner'`.execute(all.db);
    const owned = new URL(await server.create("owned"));
    await sql`alter database owned owner to owner`.execute(all.db);
    [owned.username, owned.password] = ["owner", "owner"];
    const names = roles.map((role) => `plumbline_${role}`);
    await expect(one({ url: owned.href })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(`or make the roles ${names.join(", ")} (nologin) and grant them to it`),
    });
    for (const name of names) await sql`grant ${sql.ref(name)} to owner`.execute(all.db);
    await all.close();
    await one({ url: owned.href });
  });

  it.each([
    ["one instant", true, [0, 0]],
    ["what was written meanwhile", false, [0, 1]],
  ])("shows a transaction %s", async (_, oneInstant, counts) => {
    const store = await openStore({ url: url.href });
    const actor = { role: "admin", accounts: "all", subject: "x" } as const;
    const seen = await store.as(
      actor,
      async (transaction) => {
        const count = async () =>
          (await transaction.selectFrom("accounts").where("account_id", "=", "000000000009").select("name").execute()).length;
        const before = await count();
        const row = { account_id: "000000000009", name: "", updated_at: new Date(0).toISOString() };
        await store.as(actor, (other) => other.insertInto("accounts").values(row).execute());
        return [before, await count()];
      },
      { oneInstant },
    );
    await sql`delete from accounts`.execute(store.db);
    await store.close();
    expect(seen).toEqual(counts);
  });

  it("repeats what a deadlock undid, where it may", async () => {
    const store = await openStore({ url: url.href });
    const actor = { role: "admin", accounts: "all", subject: "x" } as const;
    const now = new Date(0).toISOString();
    await store.as(actor, (transaction) =>
      transaction
        .insertInto("accounts")
        .values(["000000000001", "000000000002"].map((account_id) => ({ account_id, name: "", updated_at: now })))
        .execute(),
    );
    const both = (ids: string[], isRepeatable: boolean) => {
      let runs = 0;
      return store
        .as(
          actor,
          async (transaction) => {
            runs++;
            for (const id of ids) {
              await sql`update accounts set name = name || '.' where account_id = ${id}`.execute(transaction);
              await sql`select pg_sleep(0.2)`.execute(transaction);
            }
          },
          { repeatable: isRepeatable },
        )
        .then(() => runs);
    };
    const [first, second] = await Promise.all([both(["000000000001", "000000000002"], true), both(["000000000002", "000000000001"], true)]);
    expect([first, second].sort()).toEqual([1, 2]);
    const { rows } = await sql`select name from accounts`.execute(store.db);
    expect(rows).toEqual([{ name: ".." }, { name: ".." }]);
    const settled = await Promise.allSettled([
      both(["000000000001", "000000000002"], false),
      both(["000000000002", "000000000001"], false),
    ]);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await store.close();
  });
});
