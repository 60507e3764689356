/** Puts the rows of an import into the model. */
import { EdgeCollection, edges } from "@plumbline/car-client/edges";
import { isKeyed, VertexCollection } from "@plumbline/car-client/vertices";
import type { Import } from "./check-envelope.ts";
import { hasBothEnds, putEdge, putVertex, type Row, vertexId } from "./model.ts";
import { type State, sourceOf } from "./state.ts";

export const takeImport = (state: State, { source, rows }: Import): void => {
  const model = sourceOf(state, source._key);
  Object.assign(model.description, source);
  const at = ++state.clock;
  for (const [name, list] of rows) {
    const vertex = VertexCollection.safeParse(name).data;
    const edge = EdgeCollection.safeParse(name).data;
    for (const row of list) {
      if (vertex) putVertex(model, vertex, nameOf(vertex, row), row, at);
      if (edge) takeEdge(state, edge, row, source._key, at);
    }
  }
};

const takeEdge = (state: State, collection: EdgeCollection, row: Row, source: string, at: number): void => {
  const [from, to] = edges[collection];
  const { _from, _to, _from_external_id, _to_external_id, report: _, source: __, timestamp: ___, active, ...fields } = row;
  const ends = {
    from: _from === undefined ? vertexId(from, String(_from_external_id)) : String(_from),
    to: _to === undefined ? vertexId(to, String(_to_external_id)) : String(_to),
  };
  const model = sourceOf(state, source);
  const edge = { collection, ...ends, fields, isActive: active !== false, sentAt: at };
  if (state.settings.missingEnds === "keep" || hasBothEnds(model, edge)) putEdge(model, edge, edge.isActive, at);
};

/** What names a row: its key in a keyed collection, or else the external id. */
const nameOf = (collection: VertexCollection, row: Row): string =>
  String(isKeyed(collection) ? (row["_key"] ?? row["host_name"] ?? row["name"]) : row["external_id"]);
