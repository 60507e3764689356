import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, noon } from "../app.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());

const origin = "http://127.0.0.1:7700";

describe("forms", () => {
  const bad: Record<string, [fields: Record<string, string>, headers: Record<string, string>, status: number]> = {
    "without a token": [{ csrf: "none" }, {}, 403],
    "from another site": [{}, { origin: "https://evil.example" }, 403],
    "without an origin": [{}, { origin: "" }, 403],
    "for an account that is none": [{ account: "all" }, {}, 400],
    "for an account of others": [{ account: B }, {}, 403],
    "for all accounts": [{ account: "*" }, {}, 403],
    "for a name with a NUL sign": [{ principal: "dev:\0" }, {}, 400],
  };
  it.each(Object.entries(bad))("%s grant nothing", async (_, [fields, headers, status]) => {
    const { signIn, ask } = appOver(store);
    const admin = await signIn("admin-a");
    const csrf = /name="csrf" value="([^"]+)"/.exec(await admin.text("/grants"))?.[1] ?? "";
    const body = new URLSearchParams({ csrf, kind: "subject", principal: "dev:eve", role: "reader", account: A, ...fields });
    const sent = { origin, cookie: admin.cookie, ...headers };
    expect((await ask("/grants/grant", { method: "POST", body, headers: sent })).status).toBe(status);
    expect(await store.db.selectFrom("console_grants").selectAll().execute()).toEqual([]);
  });
  it("grant, show at once in what a person may do, and revoke; each with its line in the log", async () => {
    const { signIn } = appOver(store);
    const [admin, eve] = [await signIn("admin-a"), await signIn("eve")];
    expect((await eve.get("/users")).status).toBe(403);
    const form = { kind: "subject", principal: "dev:eve", role: "reader", account: A };
    expect((await admin.post("/grants/grant", form, "/grants")).status).toBe(303);
    expect((await admin.post("/grants/grant", form, "/grants")).status).toBe(409);
    expect((await eve.get("/users")).status).toBe(200);
    const id = /name="grant" value="(\d+)"/.exec(await admin.text("/grants"))?.[1] ?? "";
    expect((await admin.post("/grants/revoke", { grant: id }, "/grants")).status).toBe(303);
    expect((await eve.get("/users")).status).toBe(403);
    const lines = (await (await admin.get("/api/audit?subject=dev:admin-a")).json()).data.lines.map(
      (line: { action: string; outcome: string }) => [line.action, line.outcome],
    );
    expect(lines.slice(0, 3)).toEqual([
      ["revoke grant", "done"],
      ["grant", "refused"],
      ["grant", "done"],
    ]);
  });
  it("are refused when they are too long", async () => {
    const { signIn } = appOver(store);
    const admin = await signIn("admin");
    expect((await admin.post("/grants/grant", { principal: "x".repeat(300_000) }, "/grants")).status).toBe(413);
  });
});

describe("the audit log", () => {
  it("keeps refused tries of who is signed in, for admins of all accounts", async () => {
    const { signIn } = appOver(store);
    await (await signIn("reader-a")).get("/grants");
    const { data } = await (await (await signIn("admin")).get("/api/audit?outcome=refused&subject=dev:reader-a")).json();
    expect(data.lines[0]).toMatchObject({ subject: "dev:reader-a", target: "/grants", outcome: "refused", address: "127.0.0.1" });
  });
  it("is only added to, whoever tries", async () => {
    await expect(sql`update console_audit set subject = 'nobody'`.execute(store.db)).rejects.toThrow(/only added to/);
    await expect(sql`delete from console_audit`.execute(store.db)).rejects.toThrow(/only added to/);
    const admin = { role: "admin", accounts: "all", subject: "dev:admin" } as const;
    await expect(store.as(admin, (transaction) => sql`delete from console_audit`.execute(transaction))).rejects.toThrow(
      /permission denied/,
    );
    const forged = {
      at: noon,
      request_id: "r",
      action: "a",
      target: "t",
      account_id: "",
      outcome: "done",
      detail: "",
      address: "",
    } as const;
    await expect(
      store.as(admin, (transaction) =>
        transaction
          .insertInto("console_audit")
          .values({ ...forged, subject: "somebody else" })
          .execute(),
      ),
    ).rejects.toThrow(/row-level security/);
  });
});
