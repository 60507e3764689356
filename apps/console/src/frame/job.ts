import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";
import type { z } from "zod";
import { cookies } from "../sign-in/cookies.ts";
import { returnTo } from "../sign-in/return-to.ts";
import { formOf } from "./add-actions.ts";
import { askedOf } from "./asked-of.ts";
import { writeAudit } from "./audit.ts";
import { checked } from "./checked.ts";
import type { Asked, Extra } from "./page.ts";
import { actorOf, type ConsoleRole, proveRole } from "./viewer.ts";

interface Job<F extends z.ZodType> {
  /** As `POST PATH/NAME`. */
  readonly name: string;
  readonly role: ConsoleRole;
  /** Its word in the audit log. */
  readonly does: string;
  readonly form: F;
  /** Reads what is to be done, and refuses what may not be; nothing outside of the database is touched yet. */
  prove(asked: Asked & { readonly form: z.output<F> }): Promise<Work>;
}
export interface Work {
  readonly target: string;
  readonly account: string;
  /** What is done outside of the database. */
  run(): Promise<Ended>;
}
export interface Ended {
  readonly outcome: "done" | "failed";
  /** Where the person goes on, and what the next page says. */
  readonly to: string;
  readonly told: string;
  readonly detail: string;
  /** What of it the database keeps, written as a collector. */
  keep?(transaction: Transaction<Tables>): Promise<void>;
}

/**
 * Work beyond the database, such as a call to AWS: no transaction is open while it runs. That it begins is in the audit log before it does,
 * and how it ended after, so that work of a process which died shows too.
 */
export const job = <F extends z.ZodType>({ name, role, does, form, prove }: Job<F>): Extra => ({
  ...{ name, takes: { role, does } },
  add(app, page, { setup, signedIn }) {
    app.post(`${page.path}/${name}`, async (c) => {
      c.set("does", does);
      const { viewer, cookie } = await signedIn(c);
      const fields = await formOf(c, cookie);
      proveRole(viewer, role, page.path);
      const asked = askedOf(c, page, { viewer, setup });
      const actor = actorOf(viewer, role);
      const line = { requestId: c.get("requestId"), address: c.get("address"), subject: viewer.subject };
      const work = await setup.store.as(actor, async (transaction) => {
        const proven = await prove({ ...asked, transaction, form: checked(form, fields, "form") });
        const { target, account } = proven;
        await writeAudit(transaction, { ...line, at: setup.now(), action: `${does}: begun`, outcome: "done", target, account });
        return proven;
      });
      const { target, account } = work;
      const note = (outcome: Ended["outcome"], detail: string) =>
        setup.store.as(actor, (transaction) =>
          writeAudit(transaction, { ...line, at: setup.now(), action: does, outcome, target, account, detail }),
        );
      let ended: Ended;
      try {
        ended = await work.run();
        const { keep } = ended;
        if (keep) await setup.store.as({ role: "collector", accounts: "all", subject: viewer.subject }, keep);
      } catch (error) {
        await note("failed", error instanceof Error ? error.message : "failed");
        throw error;
      }
      await note(ended.outcome, ended.detail);
      cookies(setup).set(c, "told", ended.told, 60);
      return c.redirect(returnTo(ended.to, setup.publicUrl), 303);
    });
  },
});
