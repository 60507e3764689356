import type { Tables } from "@plumbline/iam-store/tables";
import type { Hono } from "hono";
import type { Transaction } from "kysely";
import { writeAudit } from "../frame/audit.ts";
import { fieldsOf } from "../frame/fields.ts";
import { csrfInput } from "../frame/parts.ts";
import type { RateLimits } from "../frame/rate-limits.ts";
import { Refusal } from "../frame/refusal.ts";
import { csrfOf, hashOf, isSame, newSecret } from "../frame/secret.ts";
import type { Ctx, Gathered, Setup } from "../frame/setup.ts";
import { standalone } from "../frame/standalone.ts";
import type { Person } from "../frame/viewer.ts";
import { notOfOurPage, signInPath } from "./admit-sign-in.ts";
import { cookies } from "./cookies.ts";
import { ledThere } from "./oidc.ts";
import { returnTo } from "./return-to.ts";
import { closeSession, consoleActor, openSession } from "./sessions.ts";
import { leavingBody, signedOutBody, signInBody } from "./sign-in-body.ts";

const minutesToSignIn = 10;
const longestReturn = 2000;

/** Adds signing in and out. */
export function addSignIn(app: Hono<Gathered>, setup: Setup, limits: RateLimits): void {
  const { store, publicUrl, provider, isDevLogin, now } = setup;
  const jar = cookies(setup);
  const callback = new URL("/sign-in/callback", publicUrl).href;
  const line = (c: Ctx, subject: string) => ({
    ...{ at: now(), requestId: c.get("requestId"), address: c.get("address"), subject, action: "sign in", target: subject },
  });

  const enter = async (c: Ctx, person: Person, to: string, idToken: string | null = null): Promise<Response> => {
    const before = jar.get(c, "session");
    const cookie = await store.as(consoleActor(person.subject), async (transaction) => {
      await writeAudit(transaction, { ...line(c, person.subject), outcome: "done", detail: `by ${person.via}` });
      return openSession(transaction, person, { now: now(), sessionHours: setup.sessionHours, before, idToken });
    });
    jar.remove(c, "sign-in");
    jar.set(c, "session", cookie, setup.sessionHours * 3600);
    return c.redirect(to, 303);
  };

  app.get("/sign-in", async (c) => {
    const secret = newSecret();
    jar.set(c, "sign-in", secret, minutesToSignIn * 60);
    const wanted = returnTo(c.req.query("to"), publicUrl);
    // The form brings it back, and may not be long.
    const to = wanted.length > longestReturn ? "/" : wanted;
    const form = { to, csrf: csrfInput(csrfOf(secret)), isDevLogin, provider: provider?.name };
    return c.html(await standalone({ title: "Sign in", body: signInBody(form), banner: setup.services.banner }));
  });

  app.get("/sign-in/oidc", async (c) => {
    await limits.signIn(c.get("address"));
    if (provider === undefined) throw new Refusal(404, "There is no such page.");
    const { url, ...remembered } = await provider.begin(callback);
    const secret = newSecret();
    await store.as(consoleActor(), (transaction) =>
      remember(transaction, { secret, ...remembered, now: now(), to: returnTo(c.req.query("to"), publicUrl) }),
    );
    jar.set(c, "sign-in", secret, minutesToSignIn * 60);
    return c.redirect(url, 303);
  });

  app.get("/sign-in/callback", async (c) => {
    await limits.signIn(c.get("address"));
    const secret = jar.get(c, "sign-in");
    if (provider === undefined || secret === undefined) throw new Refusal(400, "This sign-in was not begun in this browser. Begin again.");
    const begun = await store.as(consoleActor(), (transaction) => takeBegun(transaction, secret, now()));
    if (begun === undefined) throw new Refusal(400, "This sign-in is over. Begin again.");
    const answer = new URL(c.req.url);
    // The provider knows the console by its public address, also where a proxy stands in front.
    const { person, idToken } = await provider.finish(new URL(`${answer.pathname}${answer.search}`, publicUrl), begun);
    return enter(c, person, begun.return_to, idToken);
  });

  app.post(signInPath, async (c) => {
    const { csrf = "", name = "", to } = await fieldsOf(c);
    const secret = jar.get(c, "sign-in");
    if (secret === undefined || !isSame(String(csrf), csrfOf(secret))) throw notOfOurPage();
    if (typeof name !== "string" || !/^[\w.@-]{1,64}$/.test(name))
      throw new Refusal(400, "A name has 1 to 64 letters, digits, dots, dashes, underscores and @.");
    const person: Person = { subject: `dev:${name}`, name, groups: [], names: { proven: [name], claimed: [] }, via: "dev" };
    return enter(c, person, returnTo(typeof to === "string" ? to : undefined, publicUrl));
  });

  app.get("/signed-out", async (c) => {
    const body = signedOutBody(provider?.name, c.req.query("state") === ledThere);
    return c.html(await standalone({ title: "Signed out", body, banner: setup.services.banner }));
  });
}

/** Ends the session of a request, and says so in the log; who signed in at the provider is led there to sign out. */
export async function signOut(c: Ctx, setup: Setup, { cookie, subject }: { cookie: string; subject: string }): Promise<Response> {
  const line = { at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject, action: "sign out", target: subject };
  const ended = await setup.store.as(consoleActor(subject), async (transaction) => {
    const closed = await closeSession(transaction, cookie);
    await writeAudit(transaction, { ...line, outcome: "done" });
    return closed;
  });
  cookies(setup).remove(c, "session");
  const back = new URL("/signed-out", setup.publicUrl).href;
  // Who can't reach the provider is signed out here all the same; the next page says that the provider may still know one.
  const there = ended?.via === "oidc" ? await setup.provider?.end({ idToken: ended.idToken, back }).catch(() => undefined) : undefined;
  if (there === undefined) return c.redirect("/signed-out", 303);
  // A form may not lead to another site (form-action of the page's policy), so that a page does.
  const { name = "" } = setup.provider ?? {};
  const body = { title: "Signing out", body: leavingBody(there, name), banner: setup.services.banner, leadsTo: there };
  return c.html(await standalone(body));
}

interface Begun {
  readonly secret: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
  readonly now: Date;
}

async function remember(transaction: Transaction<Tables>, { secret, state, nonce, verifier, to, now }: Begun): Promise<void> {
  await transaction.deleteFrom("console_sign_ins").where("expires_at", "<=", now).execute();
  const expires_at = new Date(now.getTime() + minutesToSignIn * 60_000);
  await transaction
    .insertInto("console_sign_ins")
    .values({ id_hash: hashOf(secret), state, nonce, verifier, return_to: to, expires_at })
    .execute();
}

/** What was remembered of a sign-in; it can be taken once. */
const takeBegun = (transaction: Transaction<Tables>, secret: string, now: Date) =>
  transaction
    .deleteFrom("console_sign_ins")
    .where("id_hash", "=", hashOf(secret))
    .where("expires_at", ">", now)
    .returning(["state", "nonce", "verifier", "return_to"])
    .executeTakeFirst();
