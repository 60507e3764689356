import { readFile } from "node:fs/promises";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inChromium } from "./chromium.fixture.ts";
import { pages } from "./routes.ts";

const given = inChromium("pages");

/** Signs in at the provider, as a person does: name and password, then consent. */
async function signIn(page: Page, login: string, path = "/") {
  await page.goto(`${given.world.url}${path}`);
  await page.getByRole("link", { name: "Sign in with" }).click();
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${given.world.url}/**`);
}
const names = (page: Page) => page.locator("tbody th").allTextContents();

describe("the console in Chromium", () => {
  it("lets an admin in by OIDC, to the page that was asked for, and out", async () => {
    const { page, context, complaints } = await given.open();
    await signIn(page, "ada", "/users?mfa=missing");
    expect(page.url()).toBe(`${given.world.url}/users?mfa=missing`);
    expect(await page.locator(".who .name").textContent()).toBe("Ada Admin");
    await page.getByRole("link", { name: "Audit log" }).click();
    expect(await page.locator("tbody tr").first().textContent()).toContain("sign in");
    const before = await context.cookies();
    expect(before.filter(({ name }) => name.startsWith("plumbline-session"))).toEqual([
      expect.objectContaining({ httpOnly: true, sameSite: "Lax" }),
    ]);
    await page.getByRole("button", { name: "Sign out" }).click();
    // The provider asks, and comes back.
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await page.waitForURL(`${given.world.url}/signed-out?**`);
    expect(await page.locator("h1").textContent()).toBe("Signed out");
    // It knows the person no more.
    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.getByRole("link", { name: "Sign in with" }).click();
    expect(await page.locator("input[name=password]").isVisible()).toBe(true);
    await page.goto(`${given.world.url}/users`);
    expect(page.url()).toContain("/sign-in?to=");
    // Who stole the cookie has nothing of it either.
    await context.addCookies(before);
    await page.goto(`${given.world.url}/users`);
    expect(page.url()).toContain("/sign-in?to=");
    expect(complaints).toEqual([]);
  });

  it("takes no answer of the provider twice, or of another browser", async () => {
    const { page, context } = await given.open();
    const answers: string[] = [];
    page.on("request", (request) => request.url().includes("/sign-in/callback") && answers.push(request.url()));
    await signIn(page, "ada");
    const [answer = ""] = answers;
    expect(answer).toMatch(/code=.*state=/);
    await context.clearCookies({ name: /session/ });
    expect((await page.goto(answer))?.status()).toBe(400);
    const other = await given.open();
    await other.page.goto(`${given.world.url}/sign-in`);
    expect((await other.page.goto(answer))?.status()).toBe(400);
  });

  it("finds, filters, sorts and pages a large table by forms and links alone", async () => {
    const made = await fillMany(given.store, 20_000);
    const { page, complaints } = await given.signedIn("admin");
    await page.goto(`${given.world.url}/users?q=worker-`);
    expect(await page.locator(".counts strong").textContent()).toBe(`${made.toLocaleString("en")} users`);
    expect((await names(page)).slice(0, 2)).toEqual(["worker-00001", "worker-00002"]);
    await page.getByRole("link", { name: "Next page" }).click();
    expect((await names(page))[0]).toBe("worker-00051");
    await page.getByRole("link", { name: "Name" }).click();
    expect(await page.locator("th[aria-sort=descending]").count()).toBe(1);
    expect((await names(page))[0]).toBe("worker-20000");
    await page.getByLabel("Name, ARN or id").fill("worker-1999");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await names(page)).toEqual(["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"].map((digit) => `worker-1999${digit}`));
    await page.getByLabel("MFA device").selectOption("yes");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.getByText("None fits.").isVisible()).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.goto(`${given.world.url}/users.csv?q=worker-`).catch(() => undefined),
    ]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect([lines.length, lines[0], lines[1]?.split(",")[0]]).toEqual([made + 1, expect.stringMatching(/^Name,Account,/), "worker-00001"]);
    expect(complaints).toEqual([]);
    await sql`delete from versions where name like 'worker-%'`.execute(given.store.db);
  });

  it("sorts a stacked table on a phone without scripts", async () => {
    const { page } = await given.signedIn("admin", { javaScriptEnabled: false });
    await page.goto(`${given.world.url}/users`);
    expect(await page.getByLabel("Sort by").isVisible()).toBe(false);
    await page.setViewportSize({ width: 390, height: 900 });
    const all = await names(page);
    expect(await page.locator("thead a").first().isVisible()).toBe(false);
    await page.getByLabel("Sort by").selectOption("Name");
    await page.getByLabel("Order").selectOption("descending");
    await page.getByRole("button", { name: "Show" }).click();
    expect(new URL(page.url()).searchParams.get("order")).toBe("desc");
    expect((await names(page))[0]).not.toBe(all[0]);
    expect(await page.getByLabel("Order").inputValue()).toBe("desc");
  });

  it("shows a reader of one account that account alone", async () => {
    const { page } = await given.open();
    await signIn(page, "rita");
    expect(await page.locator("h2 a").allTextContents()).toEqual(["shop-production"]);
    await page.goto(`${given.world.url}/users`);
    expect([...new Set(await page.locator("td[data-label=Account]").allTextContents())]).toEqual(["111122223333"]);
    const { rows } = await sql<{
      record_id: string;
    }>`select record_id from versions where kind = 'iam_user' and account_id = '444455556666' limit 1`.execute(given.store.db);
    const other = `principals/user/444455556666/${rows[0]?.record_id}`;
    for (const path of [other, `api/${other}`, "grants", "api/audit"])
      expect([path, [403, 404].includes((await page.goto(`${given.world.url}/${path}`))?.status() ?? 0)]).toEqual([path, true]);
    expect(await page.goto(`${given.world.url}/api/users?account=444455556666`).then((answer) => answer?.json())).toMatchObject({
      data: { total: 0 },
    });
  });

  it("keeps the colours that were chosen", async () => {
    const { page } = await given.signedIn("admin");
    await page.getByLabel("Colours", { exact: true }).selectOption("dark");
    await page.getByRole("button", { name: "Set" }).click();
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.goto(`${given.world.url}/users`);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 23, 28)");
  });
});

it("has no fault that axe knows on any page, in light and dark, fits every width, and is pictured", async () => {
  const opened = await given.signedIn("admin");
  const { rows } = await sql<{ kind: string; account_id: string; record_id: string }>`
    select distinct on (kind) kind, account_id, record_id from versions
    where kind in ('iam_user', 'iam_group', 'iam_role', 'iam_policy') and valid_to is null order by kind, length(name) desc, name`.execute(
    given.store.db,
  );
  const one = (kind: string) => rows.filter((row) => row.kind === kind).map(({ account_id, record_id }) => `${account_id}/${record_id}`);
  const paths = [
    ...pages.map(({ path }) => path).filter((path) => !path.includes(":")),
    ...one("iam_user").map((path) => `/principals/user/${path}?action=s3:GetObject`),
    ...one("iam_group").map((path) => `/principals/group/${path}`),
    ...one("iam_role").map((path) => `/principals/role/${path}`),
    ...one("iam_policy").map((path) => `/policies/${path}`),
    ...["/nothing", "/signed-out", "/sign-in"],
  ];
  await given.inspect(opened, paths, (path) => (path === "/nothing" ? 404 : 200));
  expect(opened.complaints.filter((one) => !one.includes("404"))).toEqual([]);
}, 300_000);

/** Users beside those of the demo, made in the database itself. */
async function fillMany(store: IamStore, count: number): Promise<number> {
  const listing = "aws/444455556666/global/iam_user";
  await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at)
    select ${listing}, 'iam_user', 'AIDAWORKER' || n, '444455556666', '2026-01-01', '2026-06-29' from generate_series(1, ${count}::int) n`.execute(
    store.db,
  );
  await sql`insert into versions (listing, kind, record_id, account_id, name, arn, created_at, hash, facts, valid_from)
    select ${listing}, 'iam_user', 'AIDAWORKER' || n, '444455556666', 'worker-' || lpad(n::text, 5, '0'), 'arn:aws:iam::444455556666:user/worker-' || lpad(n::text, 5, '0'),
      '2026-01-01', 'h', '{"path": "/", "permissionsBoundary": null, "tags": {}}', '2026-01-01' from generate_series(1, ${count}::int) n`.execute(
    store.db,
  );
  return count;
}
