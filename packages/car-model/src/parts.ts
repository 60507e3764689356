import type { Edge, EdgeCollection } from "@plumbline/car-client/edges";
import { type Contribution, keyOf, type Vertex } from "./contribution.ts";

/** An address of IPv4 or IPv6. Private ones are used in many networks: CAR has one vertex for them all. */
export const addressOf = (ip: string): Vertex => ({ collection: "ipaddress", row: { _key: ip } });

/** A host name. */
export const hostOf = (name: string): Vertex => ({ collection: "hostname", row: { _key: name, host_name: name } });

/** Edges of one collection from one vertex to others. */
export const edgesTo = (collection: EdgeCollection, from: string, ends: readonly string[]): Edge[] =>
  ends.map((to) => ({ collection, from, to }));

/** Each vertex, edge and source once, as they came first: two addresses of an instance may share a name. */
export function onceEach({ vertices, edges, readFrom = [] }: Contribution): Contribution {
  return {
    vertices: firsts(vertices, (vertex) => `${vertex.collection} ${keyOf(vertex)}`),
    edges: firsts(edges, ({ collection, from, to }) => JSON.stringify([collection, from, to])),
    ...(readFrom.length > 0 ? { readFrom: [...new Set(readFrom)] } : {}),
  };
}

const firsts = <T>(all: readonly T[], nameOf: (one: T) => string): T[] =>
  [...Map.groupBy(all, nameOf).values()].flatMap((same) => same.slice(0, 1));
