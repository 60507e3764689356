/**
 * Prints the JSON schema of BatchImportFindings' input, made of botocore's service model:
 *
 *     node tools/asff-schema.ts botocore/data/securityhub/2018-10-26/service-2.json.gz > packages/reports/src/schemas/asff.fixture.json
 *
 * Lengths and counts stand in the model's documentation only, and are taken from there. Of the details of resources only `Other` is kept.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

const Ref = z.object({ shape: z.string(), documentation: z.string().optional() });
const Shape = z.object({
  type: z.string(),
  required: z.array(z.string()).optional(),
  members: z.record(z.string(), Ref).optional(),
  member: Ref.optional(),
  value: Ref.optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
const Model = z.object({ metadata: z.object({ apiVersion: z.string() }), shapes: z.record(z.string(), Shape) });
type Json = Record<string, unknown>;

const [path = ""] = process.argv.slice(2);
const model = Model.parse(JSON.parse(gunzipSync(readFileSync(path)).toString()));
const definitions: Record<string, Json> = {};

const kept = (name: string, members: Readonly<Record<string, z.infer<typeof Ref>>>) =>
  Object.entries(members).filter(([member]) => name !== "ResourceDetails" || member === "Other");

function refTo({ shape, documentation = "" }: z.infer<typeof Ref>): Json {
  define(shape);
  const most = Number(/Maximum (?:length of|number of|of) (\d+)|Length Constraints: (\d+)\./.exec(documentation)?.slice(1).find(Boolean));
  const kind = model.shapes[shape]?.type;
  const limit = { string: "maxLength", list: "maxItems" }[kind ?? ""];
  return { $ref: `#/$defs/${shape}`, ...(limit && most > 0 ? { [limit]: most } : {}) };
}

const limits = (least: string, most: string, { min, max }: z.infer<typeof Shape>): Json => ({
  ...(min === undefined ? {} : { [least]: min }),
  ...(max === undefined ? {} : { [most]: max }),
});

function schemaOf(name: string, shape: z.infer<typeof Shape>): Json {
  switch (shape.type) {
    case "structure":
      return {
        ...{ type: "object", additionalProperties: false, required: shape.required ?? [] },
        properties: Object.fromEntries(kept(name, shape.members ?? {}).map(([member, ref]) => [member, refTo(ref)])),
      };
    case "list":
      return { type: "array", ...(shape.member ? { items: refTo(shape.member) } : {}), ...limits("minItems", "maxItems", shape) };
    case "map":
      return { type: "object", ...(shape.value ? { additionalProperties: refTo(shape.value) } : {}) };
    case "string":
      return {
        ...{ type: "string", ...limits("minLength", "maxLength", shape) },
        ...(shape.enum ? { enum: shape.enum } : {}),
        ...(shape.pattern ? { pattern: shape.pattern } : {}),
      };
    case "timestamp":
      return { type: "string" };
    case "integer":
    case "long":
      return { type: "integer", ...limits("minimum", "maximum", shape) };
    case "boolean":
      return { type: "boolean" };
    default:
      return { type: "number" };
  }
}

function define(name: string): void {
  const shape = model.shapes[name];
  if (!shape || definitions[name]) return;
  definitions[name] = {};
  definitions[name] = schemaOf(name, shape);
}

define("BatchImportFindingsRequest");
const inOrder = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $comment: `Made by tools/asff-schema.ts of botocore's securityhub ${model.metadata.apiVersion} (Apache-2.0)`,
  ...{ $ref: "#/$defs/BatchImportFindingsRequest", $defs: inOrder },
};
process.stdout.write(`${JSON.stringify(schema)}\n`);
