import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { type MaybeBrowser, tryBrowser } from "@plumbline/testkit/browser";
import axe from "axe-core";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { startWorld } from "./world.fixture.ts";

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser's console said. */
  readonly complaints: string[];
}
export interface Given {
  readonly store: IamStore;
  readonly world: Awaited<ReturnType<typeof startWorld>>;
  /** A folder for screenshots and files. */
  readonly folder: string;
  /** A browser's context of its own; it is closed after the test. */
  open(options?: BrowserContextOptions): Promise<Opened>;
  /** One in which somebody is signed in by the development login. */
  signedIn(name: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Looks at pages on a desktop, on a phone and between, in light and dark: what axe says, what stands out or is hidden, and pictures. */
  inspect(opened: Opened, paths: readonly string[], status: (path: string) => number): Promise<void>;
}

/** The demo's world in Chromium for the tests of a file; where no browser is found they are skipped, and it is said. */
export function inChromium(name: string): Given {
  let found: MaybeBrowser;
  let started: { store: IamStore; world: Given["world"]; folder: string } | undefined;
  let contexts: BrowserContext[] = [];
  beforeAll(async () => {
    found = await tryBrowser({ environment: process.env });
    if ("missing" in found) return;
    const store = await openEmpty();
    const folder = await mkdtemp(join(tmpdir(), `plumbline-console-${name}-`));
    started = { store, folder, world: await startWorld(store) };
    process.stderr.write(`screenshots of ${name} are in ${folder}\n`);
  }, 300_000);
  afterAll(async () => {
    if ("browser" in found) await found.browser.close();
    await started?.world.stop();
    await started?.store.close();
  });
  beforeEach(({ skip }) => {
    if ("missing" in found) {
      process.stderr.write(`${found.missing}\n`);
      skip(found.missing);
    }
    return async () => {
      await Promise.all(contexts.map((context) => context.close()));
      contexts = [];
    };
  });
  const running = () => {
    if (started === undefined) throw new Error("nothing is started");
    return started;
  };

  async function open(options: BrowserContextOptions = {}): Promise<Opened> {
    if (!("browser" in found)) throw new Error(found.missing);
    const context = await found.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    contexts.push(context);
    // The provider's own pages name a font of another site.
    await context.route(
      ({ hostname }) => hostname !== "127.0.0.1",
      (route) => route.abort(),
    );
    const page = await context.newPage();
    const complaints: string[] = [];
    const { issuer } = running().world;
    page.on(
      "console",
      (message) => message.location().url.startsWith(issuer) || message.text().includes("ERR_FAILED") || complaints.push(message.text()),
    );
    page.on("pageerror", (error) => complaints.push(error.message));
    return { page, context, complaints };
  }
  return {
    get store() {
      return running().store;
    },
    get world() {
      return running().world;
    },
    get folder() {
      return running().folder;
    },
    open,
    async signedIn(person, options) {
      const opened = await open(options);
      const { url } = running().world;
      await opened.page.goto(`${url}/sign-in`);
      await opened.page.getByLabel("Name").fill(person);
      await opened.page.getByRole("button", { name: "Sign in on this machine" }).click();
      await opened.page.waitForURL(`${url}/`);
      return opened;
    },
    async inspect({ page }, paths, status) {
      const { world, folder } = running();
      for (const [i, path] of paths.entries()) {
        await page.setViewportSize({ width: 1280, height: 900 });
        expect([path, (await page.goto(`${world.url}${path}`))?.status()]).toEqual([path, status(path)]);
        await page.evaluate('for (const one of document.querySelectorAll("main details")) one.open = true');
        await page.evaluate(axe.source);
        for (const width of [1280, 1100, 1000, 850, 761, 640, 390]) {
          await page.setViewportSize({ width, height: 900 });
          expect([path, width, await page.evaluate(tooWide)]).toEqual([path, width, []]);
          for (const [n, colorScheme] of (inspectedAt[width] ?? []).entries()) {
            await page.emulateMedia({ colorScheme });
            const isWhole = n === 0 || i % 3 === 0;
            expect([path, width, colorScheme, await page.evaluate(violations(isWhole))]).toEqual([path, width, colorScheme, []]);
            if (!isWhole) continue;
            const picture = `${width}-${colorScheme}-${i}-${path.slice(1, 24).replaceAll(/[^a-z]+/gi, "-")}.png`;
            await page.screenshot({ path: join(folder, picture), fullPage: true });
          }
        }
      }
    },
  };
}

/**
 * Each layout in both themes. Axe takes long: in the second one, which has the same structure, it is asked about colours alone, but for each third
 * page, of which there is a picture too.
 */
const inspectedAt: Readonly<Record<number, readonly ("light" | "dark")[]>> = { 1280: ["light", "dark"], 390: ["dark", "light"] };

/** What stands out of the window, out of its section or out of its cell, where it can't be scrolled to. */
const tooWide = `[...document.querySelectorAll("body *")].filter((one) => {
    if (one.closest("pre, .scroll, .skip, nav, thead, .visually-hidden, svg")) return false;
    const { right } = one.getBoundingClientRect();
    const around = one.closest("section, .note, .sheet");
    return right > innerWidth + 1 || (around && right > around.getBoundingClientRect().right + 1) || (one.matches("td, th, dd") && one.scrollWidth > one.clientWidth + 1);
  }).map((one) => one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 40)).slice(0, 5)
  .concat([...document.querySelectorAll("nav a[aria-current]")].filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => "the menu's " + one.textContent))
  .concat([...document.querySelectorAll("main :is(a, button, input, select)")].filter((one) => {
    for (let at = one; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none" && one.checkVisibility()) return true;
    return false;
  }).map((one) => "unseen, and in the way of the tab key: " + one.textContent.trim()).slice(0, 5))
  .concat(document.documentElement.scrollWidth > innerWidth ? ["the page is " + document.documentElement.scrollWidth + " wide"] : [])`;

const violations = (
  isWhole: boolean,
): string => `axe.run(document${isWhole ? "" : ", { runOnly: ['color-contrast', 'link-in-text-block'] }"}).then(({ violations }) => violations
  .filter(({ impact }) => impact !== "minor")
  .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")))`;
