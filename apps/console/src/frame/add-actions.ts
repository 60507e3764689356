import type { Hono } from "hono";
import { cookies } from "../sign-in/cookies.ts";
import { returnTo } from "../sign-in/return-to.ts";
import { askedOf } from "./asked-of.ts";
import { writeAudit } from "./audit.ts";
import { fieldsOf } from "./fields.ts";
import type { Asked, Page } from "./page.ts";
import { Refusal } from "./refusal.ts";
import { csrfOf, isSame } from "./secret.ts";
import type { Ctx, Gathered, Setup } from "./setup.ts";
import type { SignedIn } from "./signed-in.ts";
import { actorOf, proveRole } from "./viewer.ts";

/** Reads a form of somebody who is signed in, and proves that it comes from a page of this console. */
export async function formOf(c: Ctx, cookie: string): Promise<Readonly<Record<string, string | string[]>>> {
  const { csrf, ...form } = await fieldsOf(c);
  proveToken(csrf, cookie);
  return form;
}

/** Proves that a form's token is that of the page's viewer. */
export function proveToken(csrf: unknown, cookie: string): void {
  if (typeof csrf !== "string" || !isSame(csrf, csrfOf(cookie)))
    throw new Refusal(403, "This form was not sent from this console's own page. Go back, load the page anew and try again.");
}

/** Serves the forms of every page: each runs as the viewer's role, in one transaction with its line in the audit log. */
export function addActions(app: Hono<Gathered>, pages: readonly Page[], setup: Setup, signedIn: SignedIn): void {
  const jar = cookies(setup);
  for (const page of pages)
    for (const [name, { role, does, oneInstant, run }] of Object.entries(page.actions))
      app.post(`${page.path === "/" ? "" : page.path}/${name}`, async (c) => {
        c.set("does", does);
        const { viewer, cookie } = await signedIn(c);
        const form = await formOf(c, cookie);
        proveRole(viewer, role, page.path);
        const asked = askedOf(c, page, { viewer, setup });
        const work = async (transaction: Asked["transaction"]) => {
          const done = await run({ ...asked, transaction }, form);
          await writeAudit(transaction, {
            ...{ at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject: viewer.subject },
            ...{ action: does, outcome: "done", target: done.target, account: done.account ?? "", detail: done.detail ?? "" },
          });
          return done;
        };
        const { to, told } = await setup.store.as(actorOf(viewer, role), work, { repeatable: true, oneInstant });
        jar.set(c, "told", told, 60);
        return c.redirect(returnTo(to, setup.publicUrl), 303);
      });
}
