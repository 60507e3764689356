import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { type MaybeBrowser, tryBrowser } from "@plumbline/testkit/browser";
import axe from "axe-core";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pages } from "./routes.ts";
import { startWorld } from "./world.fixture.ts";

let found: MaybeBrowser;
let store: IamStore;
let world: Awaited<ReturnType<typeof startWorld>>;
let shots: string;
beforeAll(async () => {
  found = await tryBrowser({ environment: process.env });
  if ("missing" in found) return;
  store = await openStore({ memory: true });
  world = await startWorld(store);
  shots = await mkdtemp(join(tmpdir(), "plumbline-console-"));
  process.stderr.write(`screenshots of the console are in ${shots}\n`);
}, 300_000);
afterAll(async () => {
  if (!("browser" in found)) return;
  await found.browser.close();
  await world.stop();
  await store.close();
});
beforeEach(({ skip }) => {
  if (!("missing" in found)) return;
  process.stderr.write(`${found.missing}\n`);
  skip(found.missing);
});

interface Look {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
}
async function open({ colorScheme = "light", width = 1280 }: Look = {}) {
  if (!("browser" in found)) throw new Error(found.missing);
  const context = await found.browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  // The provider's own pages name a font of another site.
  await context.route(
    ({ hostname }) => hostname !== "127.0.0.1",
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on(
    "console",
    (message) =>
      message.location().url.startsWith(world.issuer) || message.text().includes("ERR_FAILED") || complaints.push(message.text()),
  );
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints };
}

/** Signs in at the provider, as a person does: name and password, then consent. */
async function signIn(page: Page, login: string, path = "/") {
  await page.goto(`${world.url}${path}`);
  await page.getByRole("link", { name: "Sign in with" }).click();
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${world.url}/**`);
}
async function signInHere(page: Page, name: string) {
  await page.goto(`${world.url}/sign-in`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Sign in on this machine" }).click();
  await page.waitForURL(`${world.url}/`);
}
const names = (page: Page) => page.locator("tbody th").allTextContents();

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")))`);
}

describe("the console in Chromium", () => {
  it("lets an admin in by OIDC, to the page that was asked for, and out", async () => {
    const { page, context, complaints } = await open();
    await signIn(page, "ada", "/users?mfa=missing");
    expect(page.url()).toBe(`${world.url}/users?mfa=missing`);
    expect(await page.locator(".who .name").textContent()).toBe("Ada Admin");
    await page.getByRole("link", { name: "Audit log" }).click();
    expect(await page.locator("tbody tr").first().textContent()).toContain("sign in");
    const before = await context.cookies();
    expect(before.filter(({ name }) => name.startsWith("plumbline-session"))).toEqual([
      expect.objectContaining({ httpOnly: true, sameSite: "Lax" }),
    ]);
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.locator("h1").textContent()).toBe("Signed out");
    await page.goto(`${world.url}/users`);
    expect(page.url()).toContain("/sign-in?to=");
    // Who stole the cookie has nothing of it either.
    await context.addCookies(before);
    await page.goto(`${world.url}/users`);
    expect(page.url()).toContain("/sign-in?to=");
    expect(complaints).toEqual([]);
  });

  it("takes no answer of the provider twice, or of another browser", async () => {
    const { page, context } = await open();
    const answers: string[] = [];
    page.on("request", (request) => request.url().includes("/sign-in/callback") && answers.push(request.url()));
    await signIn(page, "ada");
    const [answer = ""] = answers;
    expect(answer).toMatch(/code=.*state=/);
    await context.clearCookies({ name: /session/ });
    expect((await page.goto(answer))?.status()).toBe(400);
    const other = await open();
    await other.page.goto(`${world.url}/sign-in`);
    expect((await other.page.goto(answer))?.status()).toBe(400);
  });

  it("finds, filters, sorts and pages a large table by forms and links alone", async () => {
    const made = await fillMany(store, 20_000);
    const { page, complaints } = await open();
    await signInHere(page, "admin");
    await page.goto(`${world.url}/users?q=worker-`);
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
      page.goto(`${world.url}/users.csv?q=worker-`).catch(() => undefined),
    ]);
    const { readFile } = await import("node:fs/promises");
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect([lines.length, lines[0], lines[1]?.split(",")[0]]).toEqual([made + 1, expect.stringMatching(/^Name,Account,/), "worker-00001"]);
    expect(complaints).toEqual([]);
    await sql`delete from versions where name like 'worker-%'`.execute(store.db);
  });

  it("shows a reader of one account that account alone", async () => {
    const { page } = await open();
    await signIn(page, "rita");
    expect(await page.locator("h2 a").allTextContents()).toEqual(["shop-production"]);
    await page.goto(`${world.url}/users`);
    expect([...new Set(await page.locator("td[data-label=Account]").allTextContents())]).toEqual(["111122223333"]);
    const { rows } = await sql<{
      record_id: string;
    }>`select record_id from versions where kind = 'iam_user' and account_id = '444455556666' limit 1`.execute(store.db);
    const other = `principals/user/444455556666/${rows[0]?.record_id}`;
    for (const path of [other, `api/${other}`, "grants", "api/audit"])
      expect([path, [403, 404].includes((await page.goto(`${world.url}/${path}`))?.status() ?? 0)]).toEqual([path, true]);
    expect(await page.goto(`${world.url}/api/users?account=444455556666`).then((answer) => answer?.json())).toMatchObject({
      data: { total: 0 },
    });
  });

  it("keeps the colours that were chosen", async () => {
    const { page } = await open();
    await signInHere(page, "admin");
    await page.getByLabel("Colours", { exact: true }).selectOption("dark");
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.goto(`${world.url}/users`);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 23, 28)");
  });
});

const looks: Record<string, Look> = {
  "light desktop": {},
  "dark desktop": { colorScheme: "dark" },
  "light phone": { width: 390 },
  "dark phone": { colorScheme: "dark", width: 390 },
};
describe.each(Object.entries(looks))("every page, %s", (name, look) => {
  it("has no serious fault that axe knows, fits its width, and is pictured", async () => {
    const { page, complaints } = await open(look);
    await signInHere(page, "admin");
    const { rows } = await sql<{
      kind: string;
      account_id: string;
      record_id: string;
    }>`select distinct on (kind) kind, account_id, record_id
      from versions where kind in ('iam_user', 'iam_role', 'iam_policy') and valid_to is null order by kind, name`.execute(store.db);
    const one = (kind: string) => rows.filter((row) => row.kind === kind).map(({ account_id, record_id }) => `${account_id}/${record_id}`);
    const paths = [
      ...pages.map(({ path }) => path).filter((path) => !path.includes(":")),
      ...one("iam_user").map((path) => `/principals/user/${path}?action=s3:GetObject`),
      ...one("iam_role").map((path) => `/principals/role/${path}`),
      ...one("iam_policy").map((path) => `/policies/${path}`),
      "/nothing",
      "/signed-out",
      "/sign-in",
    ];
    for (const path of paths) {
      await page.goto(`${world.url}${path}`);
      for (const details of await page.locator("main > details").all()) await details.evaluate("(one) => { one.open = true; }");
      expect([path, await violations(page)]).toEqual([path, []]);
      expect([path, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")]).toEqual([path, true]);
      await page.screenshot({ path: join(shots, `${name.replace(" ", "-")}${path.replaceAll(/[^a-z]+/gi, "-")}.png`), fullPage: true });
    }
    expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
  });
});

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
