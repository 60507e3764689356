/** What POST /imports takes: a source, a report and rows of collections. https://github.com/IBM/cp4s-car-schema */
import { z } from "zod";
import { EdgeCollection, EdgeFields, endFields, ownFields } from "./edges.ts";
import { vertices } from "./vertices.ts";

/** The name of a source in CAR, such as `aws-prod`. */
export const SourceKey = z
  .string()
  .max(254)
  .regex(/^[a-zA-Z0-9_:@=;!'%\-.()+,$*]+$/, "is no name of a source: letters, digits and _:@=;!'%-.()+,$* are allowed");

export const Source = z.strictObject({ _key: SourceKey, name: z.string().optional(), description: z.string().optional() });
export type Source = z.infer<typeof Source>;
/** `timestamp` is in epoch milliseconds. */
export const Report = z.strictObject({
  _key: SourceKey.min(1),
  timestamp: z.number(),
  type: z.string().optional(),
  description: z.string().optional(),
});
export type Report = z.infer<typeof Report>;

/** What the run adds to each edge. */
const ofRun = { report: z.string(), source: z.string(), active: z.boolean(), timestamp: z.number() };
const { created, modified } = EdgeFields.shape;

const edgeRow = (collection: EdgeCollection) => {
  const [from, to] = endFields(collection);
  const own = ownFields[collection] ?? [];
  const shape = Object.entries(EdgeFields.shape).filter(([name]) => own.some((field) => field === name));
  return z.strictObject({ ...Object.fromEntries(shape), ...{ created, modified }, ...ofRun, [from]: z.string(), [to]: z.string() });
};
const rowsOfVertices = Object.fromEntries(Object.entries(vertices).map(([name, row]) => [name, z.array(row).optional()]));
const rowsOfEdges = Object.fromEntries(EdgeCollection.options.map((name) => [name, z.array(edgeRow(name)).optional()]));

/** An import, with no field that CAR's schema does not know. */
export const Envelope = z.strictObject({ source: Source, report: Report, ...rowsOfVertices, ...rowsOfEdges });
