import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { type MaybeBrowser, tryBrowser } from "@plumbline/testkit/browser";
import axe from "axe-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountOf, benchmarkReport, hostileId } from "./benchmark.fixture.ts";
import { html } from "./html.ts";

const artefacts = join(import.meta.dirname, "../../../test-artefacts");
let found: MaybeBrowser;
const files = { large: "", small: "" };
beforeAll(async () => {
  found = await tryBrowser({ environment: process.env });
  const folder = await mkdtemp(join(tmpdir(), "plumbline-html-"));
  for (const [name, findings] of [
    ["large", 1500],
    ["small", 120],
  ] as const) {
    files[name] = join(folder, `${name}.html`);
    await pipeline(Readable.from(html(benchmarkReport({ accounts: 3, findings }))), createWriteStream(files[name]));
  }
  await mkdir(artefacts, { recursive: true });
});
afterAll(async () => {
  if ("browser" in found) await found.browser.close();
});
beforeEach(({ skip }) => {
  if (!("missing" in found)) return;
  process.stderr.write(`${found.missing}\n`);
  skip(found.missing);
});

/** A page with the report, and what it complained of: errors, console, requests. */
async function open({
  file = files.large,
  ...options
}: {
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  file?: string;
} = {}) {
  if (!("browser" in found)) throw new Error(found.missing);
  const context = await found.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  const controls = page.locator("#controls-rows tr:not(.section):not(.detail)");
  const numbers = () => controls.locator(".toggle").allTextContents();
  return { page, complaints, controls, numbers };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** What axe calls serious or critical. https://github.com/dequelabs/axe-core/blob/develop/doc/API.md */
async function violations({ page }: Opened): Promise<string[]> {
  // The policy of the page lets no script in; the protocol evaluates it all the same.
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")))`);
}

type Choose = (page: Opened["page"]) => Promise<unknown>;
const outcome =
  (name: string): Choose =>
  (page) =>
    page.locator(`#control-filters input[value="${name}"]`).check();
const select =
  (id: string, value: string): Choose =>
  (page) =>
    page.locator(`#${id}`).selectOption(value);
const controlFilters: Record<string, [choose: Choose[], numbers: string[]]> = {
  outcome: [[outcome("manual")], ["1.21"]],
  "two outcomes": [
    [outcome("manual"), outcome("unknown")],
    ["1.21", "2.1.5", "3.1", "3.2"],
  ],
  severity: [[outcome("critical")], ["1.5"]],
  section: [[select("controls-section", "storage")], ["2.1.1", "2.1.5", "2.2.1"]],
  level: [[select("controls-level", "2"), select("controls-section", "iam")], ["1.21"]],
  assessment: [[select("controls-assessment", "manual")], ["1.1", "1.21"]],
  "account: what is unknown in one only": [[select("controls-account", accountOf(1)), outcome("unknown")], []],
  text: [[(page) => page.locator("#controls-text").fill("ROOT mfa")], ["1.5"]],
  "text of an attestation": [[(page) => page.locator("#controls-text").fill("ops-12")], ["1.1"]],
};

describe("the page of a benchmark in Chromium", () => {
  it.each(Object.entries(controlFilters))("controls by %s", async (_, [choose, expected]) => {
    const { page, complaints, numbers } = await open();
    expect(await numbers()).toHaveLength(17);
    for (const one of choose) await one(page);
    await expect.poll(numbers).toEqual(expected);
    expect(await page.locator("#controls-result").textContent()).toBe(`${expected.length} of 17 controls shown`);
    expect(await page.locator("#controls-none").isVisible()).toBe(expected.length === 0);
    await page.locator("#control-filters button[type=reset]").click();
    await expect.poll(numbers).toHaveLength(17);
    expect(complaints).toEqual([]);
  });

  it("counts what each outcome would show, as the overview does", async () => {
    const { page } = await open();
    const counts = async (prefix: string, names: string[]) =>
      Promise.all(names.map(async (name) => Number(await page.locator(`#${prefix}-${name}`).textContent())));
    const shown = await counts("controls", ["fail", "unknown", "manual", "pass", "not-applicable"]);
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(17);
    await page.locator("#controls-account").selectOption(accountOf(0));
    const [, row] = await page.locator("table.tally").all();
    const cells = await row?.locator("tbody tr").first().locator("td.number").allTextContents();
    await expect.poll(() => counts("controls", ["fail", "unknown", "manual", "pass", "not-applicable"])).toEqual(cells?.map(Number));
  });

  it("opens a control by keyboard, shows its evidence, and leads to all its findings", async () => {
    const { page, complaints } = await open();
    const toggle = page.getByRole("button", { name: "Details: 1.10 Users who sign in" });
    for (let step = 0; step < 40 && !(await toggle.evaluate((one) => one === document.activeElement)); step++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await toggle.getAttribute("aria-expanded")).toBe("true");
    const detail = page.locator('[id="control-1.10"]');
    expect(await detail.locator("dt").allTextContents()).toEqual(["Why", "Fix", "Accounts", "Evidence", "Check"]);
    expect(await detail.locator(".status").first().textContent()).toBe("fail");
    expect(await detail.textContent()).toContain('"lastUsed":');
    await page.keyboard.press("Space");
    expect(await detail.count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.locator("#controls-account").selectOption(accountOf(1));
    await detail.getByRole("button", { name: /in the table below$/ }).click();
    const [from] = await Promise.all([page.locator("#result").textContent(), page.waitForTimeout(300)]);
    const rows = page.locator("#findings-rows > tr");
    expect(await page.locator("#result").textContent()).not.toBe(from);
    expect(new Set(await rows.locator("td:nth-child(3) b").allTextContents())).toEqual(new Set(["iam_user/console-mfa"]));
    expect(new Set(await rows.locator("td:nth-child(4)").allTextContents())).toEqual(new Set([`${accountOf(1)}team-2`]));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("findings-title");
    expect(complaints).toEqual([]);
  });

  it("filters findings by section, severity, status, account and text", async () => {
    const { page, complaints } = await open();
    const result = page.locator("#result");
    await page.locator("#filters button[type=reset]").click();
    for (const name of ["fail", "unknown"]) await page.locator(`#filters input[value="${name}"]`).uncheck();
    await expect.poll(() => result.textContent()).toBe("1,500 of 1,500 findings shown");
    await page.locator("#filter-section").selectOption("storage");
    await expect.poll(() => result.textContent()).toBe("300 of 1,500 findings shown");
    await page.locator('#filters input[value="high"]').check();
    await expect.poll(() => result.textContent()).toBe("100 of 1,500 findings shown");
    await page.locator("#filter-account").selectOption(accountOf(2));
    await expect.poll(() => result.textContent()).toBe("33 of 1,500 findings shown");
    await page.locator('#filters button[type="reset"]').click();
    await page.locator("#filter-text").fill("onerror=alert");
    for (const name of ["fail", "unknown"]) await page.locator(`#filters input[value="${name}"]`).uncheck();
    await expect.poll(() => result.textContent()).toBe("1 of 1,500 findings shown");
    expect(await page.locator("#findings-rows .id").textContent()).toBe(hostileId);
    expect(await page.locator("#findings-rows img").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "has no serious fault of accessibility in %s, open and closed, wide and narrow",
    async (colorScheme) => {
      const wide = await open({ colorScheme, file: files.small });
      await wide.page.screenshot({ path: join(artefacts, `benchmark-${colorScheme}.png`) });
      expect(await violations(wide)).toEqual([]);
      for (const toggle of await wide.page
        .locator(".toggle")
        .all()
        .then((all) => [...all.slice(0, 4), ...all.slice(17, 20)]))
        await toggle.click();
      expect(await violations(wide)).toEqual([]);
      await wide.page.locator("#controls-title").scrollIntoViewIfNeeded();
      await wide.page.screenshot({ path: join(artefacts, `benchmark-${colorScheme}-open.png`), fullPage: true });
      const narrow = await open({ colorScheme, file: files.small, viewport: { width: 390, height: 840 } });
      await narrow.page.locator("#controls-rows .toggle").first().click();
      expect(await violations(narrow)).toEqual([]);
      expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      expect([...wide.complaints, ...narrow.complaints]).toEqual([]);
    },
  );

  it("prints what is collapsed on the screen, and collapses it again", async () => {
    const { page, complaints } = await open();
    const details = page.locator("#controls-rows tr.detail");
    await page.evaluate(() => {
      addEventListener("beforeprint", () => {
        const open = document.querySelectorAll("#controls-rows tr.detail").length;
        document.documentElement.dataset["printed"] = `${open} ${document.querySelectorAll("details:not([open])").length}`;
      });
    });
    expect((await page.pdf({ path: join(artefacts, "benchmark.pdf"), preferCSSPageSize: true })).byteLength).toBeGreaterThan(20_000);
    expect(await page.locator("html").getAttribute("data-printed")).toBe("17 0");
    await expect.poll(() => details.count()).toBe(0);
    expect(await page.locator("details[open]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
