import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyPack } from "@plumbline/access-reviews/pack/verify-pack";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { type MaybeBrowser, tryBrowser } from "@plumbline/testkit/browser";
import axe from "axe-core";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
  shots = await mkdtemp(join(tmpdir(), "plumbline-console-work-"));
  process.stderr.write(`screenshots of findings, plans and reviews are in ${shots}\n`);
}, 300_000);
afterAll(async () => {
  if (!("browser" in found)) return;
  await found.browser.close();
  await world.stop();
  await store.close();
});
beforeEach(({ skip }) => {
  if ("missing" in found) skip(found.missing);
});

interface Look {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
}
async function signedIn(name: string, { colorScheme = "light", width = 1280 }: Look = {}) {
  if (!("browser" in found)) throw new Error(found.missing);
  const context = await found.browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${world.url}/sign-in`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Sign in on this machine" }).click();
  await page.waitForURL(`${world.url}/`);
  return { page, complaints };
}

describe("a campaign in Chromium", () => {
  it("is opened, decided by its reviewer, closed, downloaded and verified", async () => {
    const admin = await signedIn("admin");
    await admin.page.goto(`${world.url}/reviews`);
    await admin.page.getByRole("link", { name: "Open a campaign" }).click();
    await admin.page.getByLabel("Id, of lower-case").fill("of-the-test");
    await admin.page.getByLabel("Name", { exact: true }).fill("Of the test");
    await admin.page.getByLabel("Due at the end of").fill("2026-07-20");
    await admin.page.getByLabel("444455556666").uncheck();
    await admin.page.getByLabel("777788889999").uncheck();
    await admin.page.getByLabel("Default reviewer, by").fill("dev:reviewer");
    await admin.page.getByLabel("Alternate").fill("dev:admin");
    // The account's owner would come first.
    await admin.page.getByLabel("Routes").fill("dev:reviewer; account=111122223333");
    await admin.page.getByRole("button", { name: "Open the campaign" }).click();
    await admin.page.waitForURL(`${world.url}/reviews/of-the-test`);
    expect(await admin.page.locator(".told").textContent()).toMatch(/\d+ items to review/);

    const reviewer = await signedIn("reviewer");
    await reviewer.page.goto(`${world.url}/reviews/of-the-test`);
    expect(await reviewer.page.locator("#items").textContent()).toBe("Your work list");
    await reviewer.page.getByLabel("Privileged", { exact: true }).selectOption("no");
    await reviewer.page.getByRole("button", { name: "Show" }).click();
    const chosen = await reviewer.page.locator("input[name=item]").count();
    expect(chosen).toBeGreaterThan(3);
    await reviewer.page.getByLabel("Choose all on this page").check();
    await reviewer.page.getByLabel("Reason").fill("still needed");
    await reviewer.page.getByRole("button", { name: "Keep" }).click();
    await reviewer.page.waitForURL(`${world.url}/reviews/of-the-test?**`);
    expect(await reviewer.page.locator(".told").textContent()).toBe(`${chosen} items are kept.`);
    await reviewer.page.getByLabel("Privileged", { exact: true }).selectOption("yes");
    await reviewer.page.getByRole("button", { name: "Show" }).click();
    await reviewer.page.locator("tbody th a").first().click();
    await reviewer.page.getByLabel("Reason").fill("has left the team");
    await reviewer.page.getByRole("button", { name: "Revoke" }).click();
    expect(await reviewer.page.locator(".told").textContent()).toBe("1 item is revoked.");
    expect(await reviewer.page.locator("#state").textContent()).toContain("revoked");
    expect(reviewer.complaints).toEqual([]);

    await admin.page.goto(`${world.url}/reviews/of-the-test`);
    await admin.page.getByLabel("Type of-the-test to close it").fill("of-the-test");
    await admin.page.getByLabel("although something is undecided").check();
    await admin.page.getByRole("button", { name: "Close" }).click();
    expect(await admin.page.locator(".told").textContent()).toContain("The campaign is closed");
    const [download] = await Promise.all([
      admin.page.waitForEvent("download"),
      admin.page.getByRole("link", { name: "Download the evidence pack" }).click(),
    ]);
    const path = await download.path();
    expect(await verifyPack(path)).toMatchObject({ ok: true, campaign: "of-the-test", decisions: chosen + 1 });
    await admin.page.getByRole("link", { name: "Verify a pack" }).last().click();
    await admin.page.getByLabel("Evidence pack").setInputFiles(path);
    await admin.page.getByRole("button", { name: "Verify" }).click();
    expect(await admin.page.locator("#result").textContent()).toContain("is as it was made");
    const broken = join(shots, "broken.zip");
    await writeFile(broken, "no pack");
    await admin.page.getByLabel("Evidence pack").setInputFiles(broken);
    await admin.page.getByRole("button", { name: "Verify" }).click();
    expect(await admin.page.locator("#result").textContent()).toContain("is not as it was made");
    expect(admin.complaints).toEqual([]);
  });

  it("is decided by who has no scripts", async () => {
    if (!("browser" in found)) return;
    const context = await found.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${world.url}/sign-in`);
    await page.getByLabel("Name").fill("reviewer");
    await page.getByRole("button", { name: "Sign in on this machine" }).click();
    await page.goto(`${world.url}/reviews/2026-q2?state=undecided`);
    await page.locator("input[name=item]").first().check();
    await page.getByLabel("Reason").fill("asked the owner");
    await page.getByRole("button", { name: "Keep" }).click();
    expect(await page.locator(".told").textContent()).toBe("1 item is kept.");
    expect(await page.locator("input[data-check-all]").isVisible()).toBe(false);
  });
});

const looks: Record<string, Look> = {
  "light desktop": {},
  "dark desktop": { colorScheme: "dark" },
  "light phone": { width: 390 },
  "dark phone": { colorScheme: "dark", width: 390 },
};
describe.each(Object.entries(looks))("findings, plans, flags and reviews, %s", (name, look) => {
  it("have no serious fault that axe knows, fit their width, and are pictured", async () => {
    const { page, complaints } = await signedIn("admin", look);
    const one = async (query: ReturnType<typeof sql<{ path: string }>>) => (await query.execute(store.db)).rows.map(({ path }) => path);
    const paths = [
      ...["/findings", "/findings?state=all", "/plans", "/journal", "/flags?history=yes", "/reviews", "/open-review", "/verify-pack"],
      ...["/reviews/2026-q2", "/reviews/2026-q2?whose=all&state=revoked"],
      ...(await one(
        sql`select '/findings/' || account_id || '/' || fingerprint as path from finding_states where state in ('not-looked', 'new')`,
      )),
      ...(await one(sql`select distinct '/plans/' || plan_hash as path from plan_files`)),
      ...(await one(sql`select distinct '/journal/' || account_id || '/' || change_id as path from journal_entries`)),
      ...(await one(
        sql`select '/reviews/2026-q2/items/' || item_id as path from review_items where campaign_id = '2026-q2' and is_privileged limit 1`,
      )),
    ];
    expect(paths.length).toBeGreaterThan(13);
    for (const [i, path] of paths.entries()) {
      expect([path, (await page.goto(`${world.url}${path}`))?.status()]).toEqual([path, 200]);
      if (i > 7)
        for (const details of await page.locator("main section details").all()) await details.evaluate("(one) => { one.open = true; }");
      expect([path, await violations(page)]).toEqual([path, []]);
      expect([path, await page.evaluate(tooWide)]).toEqual([path, []]);
      await page.screenshot({
        path: join(shots, `${name.replace(" ", "-")}-${i}-${path.slice(1, 24).replaceAll(/[^a-z]+/gi, "-")}.png`),
        fullPage: true,
      });
    }
    expect(complaints).toEqual([]);
  });
});

/** What stands out of the window, where the window can be scrolled for it. */
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest("pre, .scroll"))
  .map((one) => one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 40)).slice(0, 5)`;

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")))`);
}
