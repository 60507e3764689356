/** How PATCH /{edge}?from=&to= names the ends of an edge. */
import { type Edge, edges } from "./edges.ts";
import { isKeyed, type VertexCollection } from "./vertices.ts";

/**
 * The ways in which IBM's connectors write an end; no document tells which one a service takes. `model`: what stands after the source in the
 * vertex's id, which for an IP address is `0/` and the address (gcp, crowdstrike). `bare`: the external id or the key (aws, azure, atp).
 * `source`: the external id after the source and a colon (aws, when it updates).
 */
export const notations = ["model", "bare", "source"] as const;
export type Notation = (typeof notations)[number];

const end = (collection: VertexCollection, name: string, notation: Notation, source: string): string => {
  if (notation === "model" && collection === "ipaddress") return `0/${name}`;
  if (notation === "source" && !isKeyed(collection)) return `${source}:${name}`;
  return name;
};

/** The query of an edge, in one notation. */
export const toEdgeQuery = (edge: Edge, source: string, notation: Notation): string => {
  const [from, to] = edges[edge.collection];
  return new URLSearchParams({
    source,
    from: end(from, edge.from, notation, source),
    to: end(to, edge.to, notation, source),
  }).toString();
};

/** The different queries of an edge, that in the preferred notation first. */
export const edgeQueries = (edge: Edge, source: string, preferred: Notation): ReadonlyMap<string, Notation> => {
  const queries = new Map<string, Notation>();
  for (const notation of [preferred, ...notations]) {
    const query = toEdgeQuery(edge, source, notation);
    if (!queries.has(query)) queries.set(query, notation);
  }
  return queries;
};
