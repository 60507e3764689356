import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyPack } from "@plumbline/access-reviews/pack/verify-pack";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { inChromium } from "./chromium.fixture.ts";

const given = inChromium("work");

describe("a campaign in Chromium", () => {
  it("is opened, decided by its reviewer, closed, downloaded and verified", async () => {
    const admin = await given.signedIn("admin");
    await admin.page.goto(`${given.world.url}/reviews`);
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
    await admin.page.waitForURL(`${given.world.url}/reviews/of-the-test`);
    expect(await admin.page.locator(".told").textContent()).toMatch(/\d+ items to review/);

    const reviewer = await given.signedIn("reviewer");
    await reviewer.page.goto(`${given.world.url}/reviews/of-the-test`);
    expect(await reviewer.page.locator("#items").textContent()).toBe("Your work list");
    await reviewer.page.getByLabel("Privileged", { exact: true }).selectOption("no");
    await reviewer.page.getByRole("button", { name: "Show" }).click();
    const chosen = await reviewer.page.locator("input[name=item]").count();
    expect(chosen).toBeGreaterThan(3);
    await reviewer.page.getByLabel("Choose all on this page").check();
    await reviewer.page.getByLabel("Reason").fill("still needed");
    await reviewer.page.getByRole("button", { name: "Keep" }).click();
    await reviewer.page.waitForURL(`${given.world.url}/reviews/of-the-test?**`);
    expect(await reviewer.page.locator(".told").textContent()).toBe(`${chosen} items are kept.`);
    await reviewer.page.getByLabel("Privileged", { exact: true }).selectOption("yes");
    await reviewer.page.getByRole("button", { name: "Show" }).click();
    await reviewer.page.locator("tbody th a").first().click();
    await reviewer.page.getByLabel("Reason").fill("has left the team");
    await reviewer.page.getByRole("button", { name: "Revoke" }).click();
    expect(await reviewer.page.locator(".told").textContent()).toBe("1 item is revoked.");
    expect(await reviewer.page.locator("#state").textContent()).toContain("revoked");
    expect(reviewer.complaints).toEqual([]);

    await admin.page.goto(`${given.world.url}/reviews/of-the-test`);
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
    const broken = join(given.folder, "broken.zip");
    await writeFile(broken, "no pack");
    await admin.page.getByLabel("Evidence pack").setInputFiles(broken);
    await admin.page.getByRole("button", { name: "Verify" }).click();
    expect(await admin.page.locator("#result").textContent()).toContain("is not as it was made");
    expect(admin.complaints).toEqual([]);
  });

  it("is decided by who has no scripts", async () => {
    const { page } = await given.signedIn("reviewer", { javaScriptEnabled: false });
    await page.goto(`${given.world.url}/reviews/2026-q2?state=undecided`);
    await page.locator("input[name=item]").first().check();
    await page.getByLabel("Reason").fill("asked the owner");
    await page.getByRole("button", { name: "Keep" }).click();
    expect(await page.locator(".told").textContent()).toBe("1 item is kept.");
    expect(await page.locator("input[data-check-all]").isVisible()).toBe(false);
  });
});

it("findings, plans, flags and reviews have no fault that axe knows, fit every width, and are pictured", async () => {
  const opened = await given.signedIn("admin");
  const one = async (query: ReturnType<typeof sql<{ path: string }>>) => (await query.execute(given.store.db)).rows.map(({ path }) => path);
  const paths = [
    ...["/findings?state=all", "/flags?history=yes", "/reviews/2026-q2", "/reviews/2026-q2?whose=all&state=revoked"],
    ...(await one(
      sql`select '/findings/' || account_id || '/' || fingerprint as path from finding_states where state in ('not-looked', 'new')`,
    )),
    ...(await one(sql`select distinct '/plans/' || plan_hash as path from plan_files`)),
    ...(await one(sql`select distinct '/journal/' || account_id || '/' || change_id as path from journal_entries`)),
    ...(await one(
      sql`select '/reviews/2026-q2/items/' || item_id as path from review_items where campaign_id = '2026-q2' and is_privileged limit 1`,
    )),
  ];
  expect(paths.length).toBeGreaterThan(8);
  await given.inspect(opened, paths, () => 200);
  expect(opened.complaints).toEqual([]);
}, 300_000);
