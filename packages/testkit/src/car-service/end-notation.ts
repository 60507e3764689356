import type { Notation } from "@plumbline/car-client/edge-ends";
import { isKeyed, type VertexCollection } from "@plumbline/car-client/vertices";
import { vertexId } from "./model.ts";

/** The vertex that an end in a query names; undefined when it is not written as this service wants it. */
export const readEnd = (collection: VertexCollection, written: string, notation: Notation, source: string): string | undefined => {
  const prefix = prefixOf(collection, notation, source);
  return written.startsWith(prefix) ? vertexId(collection, written.slice(prefix.length)) : undefined;
};

const prefixOf = (collection: VertexCollection, notation: Notation, source: string): string => {
  if (notation === "model" && collection === "ipaddress") return "0/";
  return notation === "source" && !isKeyed(collection) ? `${source}:` : "";
};
