import type { Hono } from "hono";
import { type RateLimits, TooMany } from "../frame/rate-limits.ts";
import { Refusal } from "../frame/refusal.ts";
import type { Gathered, Setup } from "../frame/setup.ts";
import { cookies } from "./cookies.ts";
import { proveLoopback } from "./dev-login.ts";

/** Where the form of the development login is sent: the one form of those who are not signed in. */
export const signInPath = "/sign-in/local";

export const notOfOurPage = () =>
  new Refusal(403, "This form was not sent from this console's own page. Go back, load the page anew and try again.");

/** Tells the log of every refused sign-in: what strangers try fills no table. Beyond the rate limits nothing is told, or they could fill the log. */
export function tellRefusedSignIns(app: Hono<Gathered>, setup: Setup): void {
  app.use("/sign-in/*", async (c, next) => {
    await next();
    const { error } = c;
    if (error === undefined || error instanceof TooMany) return;
    const why = error instanceof Refusal ? error.message : "failed";
    setup.log("a sign-in was refused", { requestId: c.get("requestId"), address: c.get("address"), error: why });
  });
}

/** Turns away, before the form is read, who may not send it whatever it says. */
export function admitSignIn(app: Hono<Gathered>, setup: Setup, limits: RateLimits): void {
  const jar = cookies(setup);
  app.post(signInPath, async (c, next) => {
    await limits.signIn(c.get("address"));
    if (!setup.isDevLogin) throw new Refusal(404, "There is no such page.");
    proveLoopback(c);
    if (jar.get(c, "sign-in") === undefined) throw notOfOurPage();
    await next();
  });
}
