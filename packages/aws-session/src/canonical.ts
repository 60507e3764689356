import { z } from "zod";

/** A value as a recording holds it. */
export type Json = z.infer<ReturnType<typeof z.json>>;

/**
 * Turns what an SDK call takes or gives into JSON with sorted keys: a Date becomes `{$date}`, bytes become `{$bytes}` in base64, and
 * what is undefined is left out.
 */
export const toJson = (value: unknown): Json => {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map((one) => toJson(one ?? null));
  if (typeof value !== "object") throw new TypeError(`a recording can't hold a ${typeof value}`);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, toJson(one)]),
  );
};

const Marked = z.union([
  z.strictObject({ $date: z.string() }).transform(({ $date }) => new Date($date)),
  z.strictObject({ $bytes: z.string() }).transform(({ $bytes }) => new Uint8Array(Buffer.from($bytes, "base64"))),
  z.strictObject({ $bigint: z.string() }).transform(({ $bigint }) => BigInt($bigint)),
]);

/** Turns recorded JSON back into what the SDK gave, Dates and bytes included. */
export const fromJson = (json: Json): unknown => {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(fromJson);
  const marked = Marked.safeParse(json);
  return marked.success ? marked.data : Object.fromEntries(Object.entries(json).map(([key, one]) => [key, fromJson(one)]));
};
