import type { Hono } from "hono";
import { cookies } from "../sign-in/cookies.ts";
import { askedOf } from "./asked-of.ts";
import { layout } from "./layout.ts";
import type { Page, View } from "./page.ts";
import { csrfInput } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { csrfOf } from "./secret.ts";
import { streamCsv } from "./serve-csv.ts";
import type { Ctx, Gathered, Setup } from "./setup.ts";
import type { SignedIn } from "./signed-in.ts";
import { actorOf, may, type Viewer } from "./viewer.ts";

/** Serves every page as HTML at its path, as JSON below `/api`, and its rows as CSV. */
export function addPages(app: Hono<Gathered>, pages: readonly Page[], setup: Setup, signedIn: SignedIn): void {
  for (const page of pages) {
    if (page.csv) app.get(`${page.path}.csv`, async (c) => streamCsv(c, page, { setup, ...(await enter(c, page, signedIn)) }));
    app.get(`/api${page.path === "/" ? "/overview" : page.path}`, async (c) => {
      const { asked, loaded } = await load(c, page, setup, await enter(c, page, signedIn));
      return c.json({ title: loaded.title, at: asked.at.toISOString(), gaps: loaded.gaps, data: loaded.data });
    });
    app.get(page.path, async (c) => {
      const { viewer, cookie } = await enter(c, page, signedIn);
      const { asked, loaded } = await load(c, page, setup, { viewer });
      const url = new URL(c.req.url);
      const view: View = {
        ...{ viewer, at: asked.at, now: asked.now, path: `${url.pathname}${url.search}`, query: url.searchParams },
        csrf: csrfInput(csrfOf(cookie)),
      };
      const jar = cookies(setup);
      const told = jar.get(c, "told");
      if (told !== undefined) jar.remove(c, "told");
      const { title, gaps } = loaded;
      const theme = themeOf(jar.get(c, "theme"));
      return c.html(await layout({ page, title, gaps, body: loaded.show(view), view, theme, told, menu: pages, setup }));
    });
  }
}

const themeOf = (given: string | undefined): string => (given === "light" || given === "dark" ? given : "auto");

async function enter(c: Ctx, page: Page, signedIn: SignedIn): Promise<{ viewer: Viewer; cookie: string }> {
  const entered = await signedIn(c);
  if (!may(entered.viewer, page.role))
    throw new Refusal(403, `This page is for those who are ${page.role} of an account. Ask an admin of the console for a grant.`, {
      target: page.path,
    });
  return entered;
}

async function load(c: Ctx, page: Page, setup: Setup, { viewer }: { viewer: Viewer }) {
  const asked = askedOf(c, page, { viewer, setup });
  // A page's statements are of one instant, whoever collects meanwhile: what it counts is what it lists.
  const loaded = await setup.store.as(actorOf(viewer, page.role), (transaction) => page.load({ ...asked, transaction }), {
    oneInstant: true,
  });
  if (loaded === undefined) throw new Refusal(404, "There is no such page, or nothing there that you may see.");
  return { asked, loaded };
}
