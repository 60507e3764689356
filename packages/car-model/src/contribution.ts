import type { Edge } from "@plumbline/car-client/edges";
import type { VertexCollection, VertexRow } from "@plumbline/car-client/vertices";

/** A vertex and the collection that it is of. */
export type Vertex = { [K in VertexCollection]: { readonly collection: K; readonly row: VertexRow<K> } }[VertexCollection];

/**
 * What one resource puts into CAR. Several resources may put in the same vertex or edge, such as their region: it stays until the last of
 * them is gone. An edge counts only where both of its ends are there, so a resource may name what another one puts in.
 */
export interface Contribution {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
  /** Other resources that this was read from, as `type/id`: when one of them changes, this resource is read again. */
  readonly readFrom?: readonly string[];
}

/** What names a vertex within its collection. */
export const keyOf = ({ row }: Vertex): string => ("_key" in row ? row._key : row.external_id);
