import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { cookies } from "../sign-in/cookies.ts";
import { proveToken } from "./add-actions.ts";
import { askedOf } from "./asked-of.ts";
import { writeAudit } from "./audit.ts";
import { checked } from "./checked.ts";
import { layout } from "./layout.ts";
import type { Extra, Html, View } from "./page.ts";
import { csrfInput } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { csrfOf } from "./secret.ts";
import { actorOf, type ConsoleRole, proveRole } from "./viewer.ts";

interface Upload<F extends z.ZodType> {
  /** As `POST PATH/NAME`, multipart/form-data with the file as `file`. */
  readonly name: string;
  readonly role: ConsoleRole;
  readonly does: string;
  readonly maxBytes: number;
  /** The other fields. */
  readonly form: F;
  /** Looks at the file; it is removed afterwards. */
  run(given: { readonly path: string; readonly name: string; readonly form: z.output<F> }): Promise<Looked>;
}
export interface Looked {
  readonly target: string;
  readonly detail: string;
  show(view: View): Html;
}

const Sent = z.looseObject({ csrf: z.string(), file: z.instanceof(File, { error: "choose a file" }) });

/** A file that somebody sends to have it looked at; what was found is the answer, and the file is kept nowhere. */
export const upload = <F extends z.ZodType>({ name, role, does, maxBytes, form, run }: Upload<F>): Extra => ({
  ...{ name, takes: { role, does, maxBytes } },
  add(app, page, { setup, signedIn, menu }) {
    app.post(`${page.path}/${name}`, async (c) => {
      c.set("does", does);
      const { viewer, cookie } = await signedIn(c);
      if (!c.req.header("content-type")?.startsWith("multipart/form-data"))
        throw new Refusal(400, "A file is sent as multipart/form-data.");
      const fields = await c.req.parseBody();
      proveToken(fields["csrf"], cookie);
      proveRole(viewer, role, page.path);
      const { csrf: _, file, ...others } = checked(Sent, fields, "form");
      const asked = askedOf(c, page, { viewer, setup });
      const folder = await mkdtemp(join(tmpdir(), "plumbline-console-"));
      let looked: Looked;
      try {
        const path = join(folder, "file");
        await writeFile(path, new Uint8Array(await file.arrayBuffer()), { mode: 0o600 });
        looked = await run({ path, name: file.name, form: checked(form, others, "form") });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      const { target, detail } = looked;
      await setup.store.as(actorOf(viewer, role), (transaction) =>
        writeAudit(transaction, {
          ...{ at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject: viewer.subject },
          ...{ action: does, outcome: "done", target, detail },
        }),
      );
      const view: View = {
        ...{ viewer, at: asked.at, now: asked.now, path: page.path, query: new URLSearchParams(), csrf: csrfInput(csrfOf(cookie)) },
      };
      const theme = cookies(setup).get(c, "theme");
      return c.html(
        await layout({
          ...{ page, title: page.title, gaps: [], body: looked.show(view), view, told: undefined, menu, setup },
          theme: theme === "light" || theme === "dark" ? theme : "auto",
        }),
      );
    });
  },
});
