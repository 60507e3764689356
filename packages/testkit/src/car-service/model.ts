/** What the stand-in holds of one source: vertices by collection and name, edges by collection and ends. */
import type { EdgeCollection } from "@plumbline/car-client/edges";
import type { VertexCollection } from "@plumbline/car-client/vertices";

export type Row = Readonly<Record<string, unknown>>;
export interface HeldVertex {
  readonly collection: VertexCollection;
  readonly name: string;
  readonly fields: Record<string, unknown>;
  readonly tags: Set<string>;
  /** When it was imported last, by the count of imports. */
  sentAt: number;
}
export interface HeldEdge {
  readonly collection: EdgeCollection;
  /** `collection/name` of its ends. */
  readonly from: string;
  readonly to: string;
  readonly fields: Record<string, unknown>;
  isActive: boolean;
  sentAt: number;
}
export interface SourceModel {
  readonly vertices: Map<string, HeldVertex>;
  readonly edges: Map<string, HeldEdge>;
  /** The edges at a vertex, by the `collection/name` of it. */
  readonly edgesAt: Map<string, Set<string>>;
  readonly description: Record<string, unknown>;
  savePoint: unknown;
  /** When the full-import session was opened. */
  openSince: number | undefined;
}

export const emptyModel = (): SourceModel => ({
  ...{ vertices: new Map(), edges: new Map(), edgesAt: new Map() },
  ...{ description: {}, savePoint: undefined, openSince: undefined },
});

export const vertexId = (collection: VertexCollection, name: string): string => `${collection}/${name}`;
export const edgeId = (collection: EdgeCollection, from: string, to: string): string => `${collection} ${from} ${to}`;
export const hasBothEnds = ({ vertices }: SourceModel, { from, to }: HeldEdge): boolean => vertices.has(from) && vertices.has(to);

/** Sets the fields that are given and keeps the others; tags are added and taken away one by one. */
export const putVertex = (model: SourceModel, collection: VertexCollection, name: string, row: Row, at: number): void => {
  const id = vertexId(collection, name);
  const held = model.vertices.get(id) ?? { collection, name, fields: {}, tags: new Set<string>(), sentAt: at };
  const { tag, untag, source: _, report: __, ...fields } = row;
  Object.assign(held.fields, fields);
  for (const one of Array.isArray(tag) ? tag : []) held.tags.add(String(one));
  for (const one of Array.isArray(untag) ? untag : []) held.tags.delete(String(one));
  held.sentAt = at;
  model.vertices.set(id, held);
};

export const putEdge = (model: SourceModel, edge: Omit<HeldEdge, "isActive" | "sentAt">, isActive: boolean, at: number): void => {
  const { collection, from, to, fields } = edge;
  const id = edgeId(collection, from, to);
  const held = model.edges.get(id) ?? { collection, from, to, fields: {}, isActive, sentAt: at };
  Object.assign(held.fields, fields);
  held.isActive = isActive;
  held.sentAt = at;
  model.edges.set(id, held);
  for (const end of [from, to]) {
    const there = model.edgesAt.get(end) ?? new Set<string>();
    there.add(id);
    model.edgesAt.set(end, there);
  }
};

/** Takes a vertex away, and the edges at it. Tells whether it was there. */
export const deleteVertex = (model: SourceModel, id: string): boolean => {
  for (const edge of model.edgesAt.get(id) ?? []) deleteEdge(model, edge);
  return model.vertices.delete(id);
};

const deleteEdge = (model: SourceModel, id: string): void => {
  const held = model.edges.get(id);
  if (!held) return;
  model.edges.delete(id);
  for (const end of [held.from, held.to]) {
    const there = model.edgesAt.get(end);
    there?.delete(id);
    if (there?.size === 0) model.edgesAt.delete(end);
  }
};

/** Takes away what was not imported since the full-import session was opened. */
export const retire = (model: SourceModel, since: number): void => {
  for (const [id, { sentAt }] of model.edges) if (sentAt < since) deleteEdge(model, id);
  for (const [id, { sentAt }] of model.vertices) if (sentAt < since) deleteVertex(model, id);
};
