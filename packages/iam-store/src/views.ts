import { kinds } from "@plumbline/iam-model/kinds";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Tables } from "./tables.ts";

const Type = z.union([z.string(), z.array(z.string())]).optional();
const Column = z.object({
  ...{ type: Type, format: z.string().optional() },
  anyOf: z.array(z.object({ type: Type, format: z.string().optional() })).optional(),
});
const Shape = z.object({ properties: z.record(z.string(), Column) });

/** How a fact is read as a column, by its JSON Schema. */
function columnOf(name: string, { type, format, anyOf = [] }: z.output<typeof Column>): string {
  const types = [type, ...anyOf.map((one) => one.type)].flat().filter((one) => one !== undefined && one !== "null");
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const [only] = types.length === 1 ? types : [];
  const isInstant = [format, ...anyOf.map((one) => one.format)].includes("date-time");
  if (only === "string") return `(v.facts ->> '${name}')${isInstant ? "::timestamptz" : ""} as "${snake}"`;
  if (only === "boolean" || only === "integer") return `(v.facts ->> '${name}')::${only} as "${snake}"`;
  return `v.facts -> '${name}' as "${snake}"`;
}

/**
 * Makes two views of each kind for whoever asks in SQL: `iam_user` shows what holds, `iam_user_history` every version. An instant's are
 * those with `valid_from <= t and (valid_to is null or valid_to > t)`. The views show what the asking role may see.
 */
export async function createViews(db: Kysely<Tables>): Promise<void> {
  for (const { kind, facts } of kinds) {
    const { properties } = Shape.parse(z.toJSONSchema(facts, { io: "output", unrepresentable: "any" }));
    const columns = Object.entries(properties).map(([name, column]) => columnOf(name, column));
    const own = "v.account_id, v.record_id, v.name, v.arn, v.created_at, v.updated_at";
    const select = `select v.listing, ${[own, ...columns].join(", ")}, v.valid_from, v.valid_to, r.first_seen_at, r.last_seen_at
      from versions v join records r using (listing, kind, record_id) where v.kind = '${kind}'`;
    for (const [view, query] of [
      [`${kind}_history`, select],
      [kind, `${select} and v.valid_to is null`],
    ] as const) {
      await sql`drop view if exists ${sql.ref(view)}`.execute(db);
      await sql`create view ${sql.ref(view)} with (security_invoker = true) as ${sql.raw(query)}`.execute(db);
      await sql`grant select on ${sql.ref(view)} to plumbline_reader, plumbline_reviewer, plumbline_admin, plumbline_collector`.execute(db);
    }
  }
}
