import { type Kind, kinds } from "@plumbline/iam-model/kinds";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { StoreError } from "./store-error.ts";

/** What can be filtered and sorted by: `name`, `id`, `account`, `arn`, `createdAt`, `updatedAt`, or `facts.` and the name of a fact of the kind. */
export interface SearchField {
  /** As text, null where there is none; for filters. */
  readonly text: RawBuilder<string | null>;
  /** Never null, for the order. */
  readonly order: RawBuilder<unknown>;
  readonly type: "text" | "timestamptz" | "numeric";
}

const own = {
  name: { text: sql`v.name`, order: sql`v.name`, type: "text" },
  id: { text: sql`v.record_id`, order: sql`v.record_id`, type: "text" },
  account: { text: sql`v.account_id`, order: sql`v.account_id`, type: "text" },
  arn: { text: sql`v.arn`, order: sql`coalesce(v.arn, '')`, type: "text" },
  createdAt: instant("created_at"),
  updatedAt: instant("updated_at"),
} as const satisfies Record<string, SearchField>;

/** Throws StoreError `bad-query` where the kind has no such field. */
export function fieldOf(kind: Kind, name: string): SearchField {
  const [, found] = Object.entries(own).find(([field]) => field === name) ?? [];
  if (found) return found;
  const facts = factsOf(kind);
  const type = name.startsWith("facts.") ? facts.get(name.slice("facts.".length)) : undefined;
  if (type === undefined)
    throw new StoreError(
      "bad-query",
      `${kind} has no field ${name}; it has ${[...Object.keys(own), ...[...facts.keys()].map((fact) => `facts.${fact}`)].join(", ")}`,
    );
  const text = sql<string | null>`(v.facts ->> ${sql.lit(name.slice("facts.".length))})`;
  return type === "numeric"
    ? { text, order: sql`coalesce(${text}::numeric, '-infinity')`, type }
    : { text, order: sql`coalesce(${text}, '')`, type };
}

function instant(column: string): SearchField {
  const at = sql.ref(`v.${column}`);
  // As JSON has it, in UTC.
  const text = sql<string | null>`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return { text, order: sql`coalesce(${at}, '-infinity')`, type: "timestamptz" };
}

const Shape = z.object({
  properties: z.record(z.string(), z.looseObject({ type: z.unknown().optional(), anyOf: z.array(z.looseObject({})).optional() })),
});

function factsOf(kind: Kind): ReadonlyMap<string, "text" | "numeric"> {
  const [found] = kinds.filter((one) => one.kind === kind);
  const schema = found ? z.toJSONSchema(found.facts, { io: "output", unrepresentable: "any" }) : { properties: {} };
  return new Map(
    Object.entries(Shape.parse(schema).properties).map(([name, { type, anyOf = [] }]) => [
      name,
      [type, ...anyOf.map((one) => one["type"])].some((one) => one === "integer" || one === "number") ? "numeric" : "text",
    ]),
  );
}
