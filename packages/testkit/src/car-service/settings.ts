/** How a stand-in of the CAR service behaves. Plain JSON, so that a process of its own can be given them. */
import { notations } from "@plumbline/car-client/edge-ends";
import { z } from "zod";

/** What happens to a request in place of an answer, or to the job that it starts. */
export const Deed = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("status"), status: z.int(), retryAfter: z.string().optional(), body: z.string().optional() }),
  /** Cuts the connection, before or after the request was carried out. */
  z.strictObject({ kind: z.literal("drop"), isCarriedOut: z.boolean() }),
  /** Never answers; the request was not carried out. */
  z.strictObject({ kind: z.literal("silence") }),
  z.strictObject({ kind: z.literal("hang-job") }),
  z.strictObject({ kind: z.literal("fail-job"), status: z.int().optional(), error: z.string().default("internal error") }),
  /** The job is taken, and unknown to who asks for it. */
  z.strictObject({ kind: z.literal("lose-job") }),
]);
export type Deed = z.infer<typeof Deed>;

export const Fault = z.strictObject({
  method: z.enum(["GET", "POST", "PATCH", "DELETE"]).optional(),
  /** A regular expression on path and query; every path unless told. */
  path: z.string().default(""),
  /** The first matching request that it happens to, from 1, and to how many on end. */
  nth: z.int().min(1).default(1),
  times: z.int().min(1).default(1),
  deed: Deed,
});
export type Fault = z.input<typeof Fault>;

export const CarServiceSettings = z.strictObject({
  auth: z
    .union([z.strictObject({ key: z.string(), password: z.string() }), z.strictObject({ token: z.string() })])
    .default({ key: "car-key", password: "car-password" }),
  /** What is there at the start: no database, one without a graph, one without indexes, or one that is ready. */
  database: z.enum(["none", "no-graph", "no-indexes", "ready"]).default("none"),
  /** How often a job is asked for until it is done; 0 is at once. */
  pollsUntilDone: z.int().min(0).default(1),
  /** IBM's import schema, as JSON: envelopes are held against it too, and GET /importSchema answers it. */
  schemaFile: z.string().optional(),
  /** False lets rows have fields that CAR's schema does not know, as IBM's own connectors send them. */
  isStrict: z.boolean().default(true),
  /** What becomes of an edge that is imported before its ends. CAR's own way is written nowhere; whoever is right with `drop` is with both. */
  missingEnds: z.enum(["drop", "keep"]).default("drop"),
  /** How PATCH /{edge} names the ends. */
  notation: z.enum(notations).default("model"),
  /** What becomes of a DELETE of several vertices when one of them is not there: the rest is deleted, or nothing is and the answer is 404. */
  missingInList: z.enum(["skip", "refuse"]).default("skip"),
  /** Larger bodies are answered 413, as a proxy does; no bound unless told. */
  bodyBytesAtMost: z.int().min(1).optional(),
  faults: z.array(Fault).default([]),
});
export type CarServiceSettings = z.infer<typeof CarServiceSettings>;
export type CarServiceOptions = z.input<typeof CarServiceSettings>;
