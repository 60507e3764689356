import { createHash } from "node:crypto";
import { kinds } from "@plumbline/iam-model/kinds";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Tables } from "./tables.ts";
import { seenText } from "./version-row.ts";

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

interface View {
  readonly name: string;
  readonly query: string;
  /** Of the query, in hex. */
  readonly sha256: string;
}

/** Two for each kind, and nothing but texts of ours in them. */
const views = (): readonly View[] =>
  kinds.flatMap(({ kind, facts }) => {
    const { properties } = Shape.parse(z.toJSONSchema(facts, { io: "output", unrepresentable: "any" }));
    const columns = Object.entries(properties).map(([name, column]) => columnOf(name, column));
    const own = "v.account_id, v.record_id, v.name, v.arn, v.created_at, v.updated_at";
    const query = `select v.listing, ${[own, ...columns].join(", ")}, v.valid_from, v.valid_to, ${seenText}
      from versions v left join records r using (listing, kind, record_id) where v.kind = '${kind}'`;
    return [viewOf(`${kind}_history`, query), viewOf(kind, `${query} and v.valid_to is null`)];
  });
const viewOf = (name: string, query: string): View => ({ name, query, sha256: createHash("sha256").update(query).digest("hex") });

/** Views that the database lacks, or has in another form: each view's comment is the hash of its query. */
export async function staleViews(db: Kysely<Tables>): Promise<readonly View[]> {
  const { rows } = await sql<{ name: string; sha256: string | null }>`
    select relname as name, obj_description(oid, 'pg_class') as sha256 from pg_class
    where relkind = 'v' and relnamespace = current_schema()::regnamespace`.execute(db);
  const there = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  return views().filter(({ name, sha256 }) => there.get(name) !== sha256);
}

/**
 * Makes two views of each kind for whoever asks in SQL: `iam_user` shows what holds, `iam_user_history` every version. An instant's are
 * those with `valid_from <= t and (valid_to is null or valid_to > t)`. The views show what the asking role may see. Several may try at once,
 * each in a transaction of its own.
 */
export async function createViews(transaction: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('plumbline views'))`.execute(transaction);
  for (const { name, query, sha256 } of await staleViews(transaction)) {
    const view = sql.ref(name);
    await sql`drop view if exists ${view}`.execute(transaction);
    await sql`create view ${view} with (security_invoker = true) as ${sql.raw(query)}`.execute(transaction);
    await sql`comment on view ${view} is ${sql.lit(sha256)}`.execute(transaction);
    await sql`grant select on ${view} to plumbline_reader, plumbline_reviewer, plumbline_admin, plumbline_collector`.execute(transaction);
  }
}
