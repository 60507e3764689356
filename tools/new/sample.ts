import { z } from "zod";

const Schema = z.object({
  type: z.string().optional(),
  const: z.json().optional(),
  enum: z.array(z.json()).optional(),
  format: z.string().optional(),
  default: z.json().optional(),
  get anyOf() {
    return z.array(Schema).optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  required: z.array(z.string()).optional(),
});
type Schema = z.infer<typeof Schema>;
type Json = z.infer<ReturnType<typeof z.json>>;

const formats: Readonly<Record<string, string>> = { uri: "https://example.com/x", "date-time": "2026-01-01T00:00:00Z", date: "2026-01-01" };

function sampleOf({ type, const: constant, enum: choices, format, anyOf, properties = {}, required = [] }: Schema): Json {
  if (constant !== undefined) return constant;
  if (choices?.[0] !== undefined) return choices[0];
  if (anyOf?.[0]) return sampleOf(anyOf[0]);
  if (type === "string") return formats[format ?? ""] ?? "x";
  if (type === "number" || type === "integer") return 0;
  if (type === "boolean") return false;
  if (type === "array") return [];
  if (type === "object") return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
  return null;
}

/** Makes the smallest value that a schema takes, so that a new test has a row to begin with; its id is the one given. */
export function sampleFor(schema: z.ZodType, id: string): Json {
  const sample = z
    .record(z.string(), z.json())
    .parse(sampleOf(Schema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))));
  for (const own of [id, `https://example.com/${id}`]) if (schema.safeParse({ ...sample, id: own }).success) return { ...sample, id: own };
  return { ...sample, id };
}
