import { Refusal } from "./refusal.ts";
import type { Ctx } from "./setup.ts";

/** PostgreSQL's texts hold every sign but this one. https://www.postgresql.org/docs/15/datatype-character.html */
export function proveNoNul(texts: readonly string[]): void {
  if (texts.some((text) => text.includes("\0"))) throw new Refusal(400, "A text with a NUL sign in it is not taken.");
}

/** The fields of a form; one that is sent several times is a list. Files are refused. https://url.spec.whatwg.org/#urlencoded-parsing */
export async function fieldsOf(c: Ctx): Promise<Readonly<Record<string, string | string[]>>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new Refusal(400, "A form is sent as application/x-www-form-urlencoded.");
  const fields = new URLSearchParams(await c.req.text());
  proveNoNul([...fields].flat());
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const all = fields.getAll(name);
      return [name, all.length === 1 ? (all[0] ?? "") : all];
    }),
  );
}
