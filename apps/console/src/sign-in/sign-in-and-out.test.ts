import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOver, fillTwo, noon } from "../app.fixture.ts";
import { Refusal } from "../frame/refusal.ts";
import type { Setup } from "../frame/setup.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());

const minute = 60_000;
const origin = "http://127.0.0.1:7700";

describe("signing in", () => {
  it("lets somebody in by the development login, and out again", async () => {
    const { signIn, ask } = appOver(store);
    expect((await ask("/users?q=a")).headers.get("location")).toBe("/sign-in?to=%2Fusers%3Fq%3Da");
    const admin = await signIn("admin");
    expect((await admin.get("/audit")).status).toBe(200);
    expect((await admin.post("/sign-out", {}, "/audit")).headers.get("location")).toBe("/signed-out");
    expect((await admin.get("/audit")).status).toBe(303);
  });
  it("keeps no cookie in the database, and ends the session that the browser had before", async () => {
    const { signIn } = appOver(store);
    const { cookie } = await signIn("admin");
    const { rows } = await sql<{ text: string }>`select s::text as text from console_sessions s`.execute(store.db);
    const secret = cookie.split("=")[1] ?? "none";
    expect([secret.length, rows.filter(({ text }) => text.includes(secret))]).toEqual([43, []]);
  });
  it("ends a session that is idle, and one that is old", async () => {
    const { signIn, clock } = appOver(store, { sessionHours: 2, idleMinutes: 30 });
    const admin = await signIn("admin");
    const statuses: number[] = [];
    for (const minutes of [25, 50, 75, 100, 119, 121]) {
      clock.now = new Date(noon.getTime() + minutes * minute);
      statuses.push((await admin.get("/audit")).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 303]);
    clock.now = noon;
    const other = await signIn("admin");
    clock.now = new Date(noon.getTime() + 31 * minute);
    expect((await other.get("/audit")).status).toBe(303);
  });
  it("takes no session of the development login where that is off by now", async () => {
    const admin = await appOver(store).signIn("admin");
    const sent = { headers: { cookie: admin.cookie } };
    expect((await appOver(store).ask("/audit", sent)).status).toBe(200);
    expect((await appOver(store, { isDevLogin: false }).ask("/audit", sent)).status).toBe(303);
  });
  const refused: Record<string, { from?: string; headers?: Record<string, string>; told?: { isDevLogin: boolean }; status: number }> = {
    "from this machine": { status: 303 },
    "from this machine by IPv6": { from: "::1", status: 303 },
    "from elsewhere": { from: "192.0.2.7", status: 403 },
    "through a proxy": { headers: { "x-forwarded-for": "127.0.0.1" }, status: 403 },
    "where it is off": { told: { isDevLogin: false }, status: 404 },
    "from another site": { headers: { origin: "https://evil.example" }, status: 403 },
    "with a name that is none": { headers: { "x-name": "a b" }, status: 400 },
  };
  it.each(Object.entries(refused))("by the development login %s", async (_, { from = "127.0.0.1", headers = {}, told = {}, status }) => {
    const { ask } = appOver(store, told);
    const env = { incoming: { socket: { remoteAddress: from } } } as never;
    const page = await ask("/sign-in", {}, env);
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const body = new URLSearchParams({ csrf, name: headers["x-name"] ?? "reader-a" });
    const cookie = page.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect((await ask("/sign-in/local", { method: "POST", body, headers: { origin, cookie, ...headers } }, env)).status).toBe(status);
  });
  const there = "https://idp.example/end?id_token_hint=x&state=there";
  const ends: Record<string, [end: () => Promise<string | undefined>, status: number, location: string | null]> = {
    "to a provider that ends sessions": [async () => there, 200, null],
    "to one that does not": [async () => undefined, 303, "/signed-out"],
    "although the provider can't be reached": [() => Promise.reject(new Error("down")), 303, "/signed-out"],
  };
  it.each(Object.entries(ends))("leads out %s", async (_, [end, status, location]) => {
    const told: unknown[] = [];
    const provider: Setup["provider"] = {
      name: "idp.example",
      begin: async () => ({ url: "https://idp.example/", state: "s", nonce: "n", verifier: "v" }),
      finish: async () => ({
        person: { subject: "ann", name: "Ann", groups: [], names: { proven: [], claimed: [] }, via: "oidc" },
        idToken: "id.token",
      }),
      end: (given) => {
        told.push(given);
        return end();
      },
    };
    const grants: Setup["grants"] = [{ kind: "subject", principal: "ann", role: "reader", accounts: ["*"] }];
    const { ask } = appOver(store, { provider, grants });
    const cookieOf = (answer: Response) =>
      answer.headers
        .getSetCookie()
        .find((one) => !one.includes("=;"))
        ?.split(";")[0] ?? "";
    const begun = await ask("/sign-in/oidc");
    const entered = await ask("/sign-in/callback?code=c&state=s", { headers: { cookie: cookieOf(begun) } });
    const cookie = cookieOf(entered);
    const { rows } = await sql<{ id_token: string }>`select id_token from console_sessions where subject = 'ann'`.execute(store.db);
    expect(rows.map(({ id_token }) => /id\.token|aWQudG9rZW4/.test(id_token))).toEqual([false]);
    const page = await (await ask("/users", { headers: { cookie } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const left = await ask("/sign-out", { method: "POST", body: new URLSearchParams({ csrf }), headers: { cookie, origin } });
    expect([left.status, left.headers.get("location")]).toEqual([status, location]);
    expect(told).toEqual([{ idToken: "id.token", back: `${origin}/signed-out` }]);
    if (status === 200) expect(await left.text()).toContain(`content="0; url=${there.replace("&", "&amp;")}"`);
    expect((await ask("/users", { headers: { cookie } })).status).toBe(303);
  });
  it("keeps what strangers try out of the audit log, and tells it in the log", async () => {
    const provider: Setup["provider"] = {
      name: "idp.example",
      begin: async () => ({ url: "https://idp.example/", state: "s", nonce: "n", verifier: "v" }),
      finish: () => Promise.reject(new Refusal(401, "The sign-in did not work. Begin again.")),
      end: async () => undefined,
    };
    const count = async () => (await sql<{ n: number }>`select count(*)::int as n from console_audit`.execute(store.db)).rows[0]?.n;
    const { ask, logged } = appOver(store, { provider });
    const before = await count();
    const begun = await ask("/sign-in/oidc");
    const cookie = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const statuses = [
      (await ask("/sign-in/callback?state=wrong")).status,
      (await ask("/sign-in/callback?code=c&state=wrong", { headers: { cookie } })).status,
      (await ask("/sign-in/local", { method: "POST", body: new URLSearchParams({ name: "admin" }), headers: { origin } })).status,
      (await ask("/users")).status,
    ];
    expect([statuses, await count()]).toEqual([[400, 401, 403, 303], before]);
    const told = [
      "This sign-in was not begun in this browser. Begin again.",
      "The sign-in did not work. Begin again.",
      /not sent from this/,
    ];
    expect(logged).toMatchObject(
      told.map((error) => ({
        ...{ message: "a sign-in was refused", address: "127.0.0.1" },
        error: typeof error === "string" ? error : expect.stringMatching(error),
      })),
    );
  });
  const here = "127.0.0.1";
  const logs: Record<string, [from: string, headers: Record<string, string>, body: string, told: Partial<Setup>, errors: string[]]> = {
    "from elsewhere": ["192.0.2.7", { origin }, "name=a", {}, ["The development login is for this machine alone."]],
    "where it is off": [here, { origin }, "name=a", { isDevLogin: false }, ["There is no such page."]],
    "from another site": [here, { origin: "https://evil.example" }, "name=a", {}, ["This form was sent from another site."]],
    "that is too long": [
      ...([here, { origin, cookie: "plumbline-sign-in-7700=x" }, "x".repeat(9000), {}] as const),
      ["That is too much for one form."],
    ],
    "beyond the rate limit, which would fill the log": [
      ...([here, { origin }, "name=a", { limits: { perAddress: 9, perSubject: 9, signInsPerAddress: 0 } }] as const),
      [],
    ],
  };
  it.each(Object.entries(logs))("tells in the log of a sign-in %s", async (_, [from, headers, body, told, errors]) => {
    const { ask, logged } = appOver(store, told);
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const env = { incoming: { socket: { remoteAddress: from } } } as never;
    await ask("/sign-in/local", { method: "POST", body, headers: { ...type, ...headers } }, env);
    expect(logged).toMatchObject(errors.map((error) => ({ message: "a sign-in was refused", address: from, error })));
    expect(logged).toHaveLength(errors.length);
  });
  it("lets nobody in without the form's token", async () => {
    const { ask } = appOver(store);
    const body = new URLSearchParams({ name: "admin" });
    expect((await ask("/sign-in/local", { method: "POST", body, headers: { origin } })).status).toBe(403);
  });
});
