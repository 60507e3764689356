import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EdgeCollection, edges, endFields, ownFields } from "./edges.ts";
import { vertices } from "./vertices.ts";

/** IBM's own schema, as https://github.com/IBM/cp4s-car-schema generates it. */
const folder = process.env["PLUMBLINE_CORPUS"] ?? join(import.meta.dirname, "../../../../shared/corpus");
const Property = z.object({
  type: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
});
const Collection = z.object({
  items: z.object({ properties: z.record(z.string(), Property), required: z.array(z.string()).optional() }).optional(),
});
const { properties } = z
  .object({ properties: z.record(z.string(), Collection) })
  .parse(JSON.parse(readFileSync(join(folder, "car/importSchema_v2.json"), "utf8")));
const collections = Object.entries(properties).filter(([name]) => !["report", "source", "ipregion"].includes(name));
const isEdge = (fields: Readonly<Record<string, unknown>>) => Object.keys(fields).some((name) => name.startsWith("_from"));
const itsVertices = collections.filter(([, { items }]) => !isEdge(items?.properties ?? {}));
const itsEdges = collections.filter(([, { items }]) => isEdge(items?.properties ?? {}));
const ours = z.record(z.string(), z.object({ properties: z.record(z.string(), Property), required: z.array(z.string()).optional() }));
const asJson = ours.parse(Object.fromEntries(Object.entries(vertices).map(([name, row]) => [name, z.toJSONSchema(row, { io: "input" })])));

/** What every vertex may say and we never do: the run or the key says it, or CAR keeps it as an unsearchable text. */
const ofRun = ["source", "properties"];
/** Ours names each vertex by one field; CAR takes several. */
const unused: Readonly<Record<string, readonly string[]>> = {
  ipaddress: ["external_id"],
  hostname: ["external_id"],
  macaddress: ["external_id"],
  geolocation: ["longitude", "latitude"],
};
let compared = 0;

describe("the rows of vertices and IBM's import schema", () => {
  it.each(itsVertices)("%s", (name, { items }) => {
    const known = items?.properties ?? {};
    const own = asJson[name];
    const key = ["ipaddress", "hostname", "macaddress"].includes(name) ? [] : ["_key"];
    const expected = Object.keys(known).filter((field) => ![...ofRun, ...key, ...(unused[name] ?? [])].includes(field));
    expect(Object.keys(own?.properties ?? {}).sort()).toEqual(expected.sort());
    for (const required of items?.required ?? []) expect(own?.required).toContain(required);
    for (const [field, { type, minimum, maximum, pattern }] of Object.entries(own?.properties ?? {})) {
      compared++;
      expect(known[field]?.type, `${name}.${field}`).toBe(type);
      if (known[field]?.minimum !== undefined) expect([minimum, maximum]).toEqual([known[field]?.minimum, known[field]?.maximum]);
      if (known[field]?.pattern !== undefined && field !== "name") expect(pattern, `${name}.${field}`).toBe(known[field]?.pattern);
    }
  });
});

describe("the edges and IBM's import schema", () => {
  it("has the same collections", () => {
    expect(Object.keys(vertices).sort()).toEqual(itsVertices.map(([name]) => name).sort());
    expect(Object.keys(edges).sort()).toEqual(itsEdges.map(([name]) => name).sort());
  });

  it.each(itsEdges)("%s", (name, { items }) => {
    const known = Object.keys(items?.properties ?? {});
    const collection = EdgeCollection.parse(name);
    expect(edges[collection].join("_")).toBe(name);
    expect(known).toEqual(expect.arrayContaining([...endFields(collection), ...(ownFields[collection] ?? []), "created", "modified"]));
    compared++;
  });
});

it("tells how much was compared", () => {
  console.log(`${itsVertices.length} vertices and ${itsEdges.length} edges of CAR's import schema, ${compared} fields and ends compared`);
  expect(compared).toBeGreaterThan(100);
});
