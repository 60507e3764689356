import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOver } from "./app.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openStore({ memory: true });
}, 60_000);
afterAll(() => store.close());

describe("the console", () => {
  it("lets somebody in by the development login, who sees the audit log, and out again", async () => {
    const { signIn, ask } = appOver(store);
    expect((await ask("/audit")).headers.get("location")).toBe("/sign-in?to=%2Faudit");
    const admin = await signIn("admin");
    const page = await admin.get("/audit");
    expect([page.status, page.headers.get("content-security-policy")]).toEqual([200, expect.stringContaining("default-src 'none'")]);
    expect(await page.text()).toContain("dev:admin");
    expect((await (await admin.get("/api/audit")).json()).data.lines[0]).toMatchObject({ action: "sign in", outcome: "done" });
    expect((await admin.post("/sign-out", {}, "/audit")).headers.get("location")).toBe("/signed-out");
    expect((await admin.get("/audit")).status).toBe(303);
  });
});
