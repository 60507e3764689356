import type { Rows } from "./car.ts";
import { CarError } from "./car-error.ts";
import { type Edge, type EdgeCollection, toEdgeRow } from "./edges.ts";

interface Run {
  readonly source: string;
  readonly report: { readonly _key: string; readonly timestamp: number };
}

/** The rows of edges as this run imports them: active, with source, report and time. Throws a CarError for an edge of another collection. */
export async function* toRunRows(edges: Rows<Edge>, collection: EdgeCollection, { source, report }: Run): AsyncGenerator<object> {
  for await (const edge of edges) {
    if (edge.collection !== collection) throw misplaced(edge, collection);
    yield { ...toEdgeRow(edge), report: report._key, source, active: true, timestamp: report.timestamp };
  }
}

const misplaced = (edge: Edge, collection: EdgeCollection): CarError =>
  new CarError({
    ...{ kind: "unrecoverable", tried: `import edges of ${collection}` },
    outcome: `one of them is of ${edge.collection}: ${edge.from} to ${edge.to}`,
    hint: "Group the edges by collection; this is a fault of the program.",
  });
