import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { addActions, formOf } from "./frame/add-actions.ts";
import { addPages } from "./frame/add-pages.ts";
import { admission, takenBy } from "./frame/admission.ts";
import { addAssets } from "./frame/assets.ts";
import { gate, lineOf } from "./frame/gate.ts";
import { securityHeaders } from "./frame/headers.ts";
import { onError } from "./frame/on-error.ts";
import { makeRateLimits } from "./frame/rate-limits.ts";
import { bodyLimits, readBodies } from "./frame/read-bodies.ts";
import { Refusal } from "./frame/refusal.ts";
import type { Ctx, Gathered, Setup } from "./frame/setup.ts";
import { signedInBy } from "./frame/signed-in.ts";
import { pages } from "./routes.ts";
import { addSignIn, signOut } from "./sign-in/add-sign-in.ts";
import { admitSignIn, signInPath, tellRefusedSignIns } from "./sign-in/admit-sign-in.ts";
import { cookies } from "./sign-in/cookies.ts";
import { returnTo } from "./sign-in/return-to.ts";

const aYear = 365 * 24 * 3600;

/** The console as a function from requests to answers; nothing listens yet. */
export function makeApp(setup: Setup): Hono<Gathered> {
  const app = new Hono<Gathered>();
  const limits = makeRateLimits(setup.limits);
  const signedIn = signedInBy(setup, limits);
  const jar = cookies(setup);

  app.onError((error, c) => onError(setup)(error, c));
  app.notFound((c) => onError(setup)(new Refusal(404, "There is no such page."), c));
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    c.set("address", addressOf(c, setup));
    await next();
    c.header("x-request-id", c.get("requestId"));
    // What one person sees is kept nowhere; the console's own files say otherwise themselves.
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  });
  app.use(securityHeaders({ isHttps: setup.publicUrl.protocol === "https:" }));
  // For whoever watches over the process; it tells nothing, and needs no name.
  app.get("/health", (c) => c.text("ok"));
  app.use((c, next) => {
    proveHost(c, setup);
    return next();
  });
  addAssets(app);
  tellRefusedSignIns(app, setup);
  app.use(async (c, next) => {
    await limits.address(c.get("address"));
    if (c.req.method !== "GET" && c.req.method !== "HEAD") proveOrigin(c, setup);
    await next();
  });
  const [line, takenAt] = [lineOf(setup.atOnce ?? 10, setup.stopping), takenBy(pages)];
  admitSignIn(app, setup, limits);
  app.use(admission({ setup, signedIn, takenAt, line, signInPath }));
  app.use(readBodies((path) => bodyLimits({ isSignIn: path === signInPath, maxBytes: takenAt(path)?.maxBytes })));
  app.use(gate(line));
  addSignIn(app, setup, limits);
  app.post("/sign-out", async (c) => {
    const { viewer, cookie } = await signedIn(c);
    await formOf(c, cookie);
    return signOut(c, setup, { cookie, subject: viewer.subject });
  });
  app.post("/theme", async (c) => {
    const { cookie } = await signedIn(c);
    const { theme, to } = await formOf(c, cookie);
    if (theme === "light" || theme === "dark") jar.set(c, "theme", theme, aYear);
    else jar.remove(c, "theme");
    return c.redirect(returnTo(typeof to === "string" ? to : undefined, setup.publicUrl), 303);
  });
  addActions(app, pages, setup, signedIn);
  // Before the pages: a page's path may end in a word of any kind.
  for (const page of pages) for (const extra of page.extras) extra.add(app, page, { setup, signedIn, menu: pages });
  addPages(app, pages, setup, signedIn);
  return app;
}

/** Whose request it is: the socket's other end, or whom the one proxy in front names, which adds its word last. */
function addressOf(c: Ctx, { isBehindProxy }: Setup): string {
  const named = isBehindProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return named || c.env?.incoming?.socket.remoteAddress || "unknown";
}

/** A page of another site can make a name of its own stand for this machine; the browser then asks for that name. */
function proveHost(c: Ctx, { publicUrl }: Setup): void {
  if (new URL(c.req.url).host !== publicUrl.host) throw new Refusal(421, `This console answers at ${publicUrl.origin} alone.`);
}

/** Beside the token of each form: a browser says from which site a form comes. https://www.rfc-editor.org/rfc/rfc6454.html#section-7 */
function proveOrigin(c: Ctx, { publicUrl }: Setup): void {
  const origin = c.req.header("origin");
  const isOwn = origin === undefined ? c.req.header("sec-fetch-site") === "same-origin" : origin === publicUrl.origin;
  if (!isOwn) throw new Refusal(403, "This form was sent from another site.");
}
