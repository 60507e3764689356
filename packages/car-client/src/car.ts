/** What a run needs of CAR. `openCar` talks to the service, `openFolder` writes to files what would be sent. */
import type { Edge, EdgeCollection } from "./edges.ts";
import type { VertexCollection, VertexRow } from "./vertices.ts";

/** Rows that are read once, one after the other; they need not be in memory together. */
export type Rows<T> = Iterable<T> | AsyncIterable<T>;

export interface Prepared {
  /** The database, or its graph, was made just now: CAR holds nothing, so the import has to be a full one. */
  readonly isNew: boolean;
}

/**
 * CAR for one source. Every promise rejects with a CarError, or with the reason of the signal that ended the run.
 *
 * An import is a job of CAR. `importVertices` and `importEdges` return when the rows were taken, `settle` when they are in the model.
 * Whatever must not overtake an import settles first: deleting, disabling, closing a full import, writing the save point. Vertices must be
 * settled before the edges between them are imported, since CAR may drop an edge without its ends.
 */
export interface Car {
  /** Names the run in CAR: `_key` and the time, in epoch milliseconds, which every edge carries. */
  readonly report: { readonly _key: string; readonly timestamp: number };

  /** Makes the database and its indexes where they are missing. The first call of a run. */
  prepare(): Promise<Prepared>;

  /** What `writeSavePoint` wrote last; `""` for a source without one, which may have rows all the same; undefined for a source that CAR does not know. */
  readSavePoint(): Promise<string | undefined>;
  /** Settles, then writes the save point. `""` takes it away, at once, so that the next run is a full import. */
  writeSavePoint(id: string): Promise<void>;

  /** Sends source and report, without rows, and settles. It comes before the rows of a run. */
  sendReport(): Promise<void>;
  /** Sends rows of one collection in chunks, and tells how many there were. */
  importVertices<K extends VertexCollection>(collection: K, rows: Rows<VertexRow<K>>): Promise<number>;
  /** As `importVertices`; the rows become active edges of this run's report. */
  importEdges(collection: EdgeCollection, edges: Rows<Edge>): Promise<number>;
  /** Waits until every import so far is done. Rejects when one of them failed, and from then on always, so that no save point is written. */
  settle(): Promise<void>;

  /** Settles, then deletes vertices by what names them (`external_id`, or the key of a keyed collection); those that are gone count too. */
  deleteVertices(collection: VertexCollection, names: Rows<string>): Promise<number>;
  /** Settles, then disables edges; those that are gone count too. */
  disableEdges(edges: Rows<Edge>): Promise<number>;

  /**
   * Runs `work` within a full-import session. What of this source is not imported within it counts as gone when the session is closed: that
   * CAR retires it then is inferred from how IBM's connectors use the session, and written nowhere. So a session is closed when all of `work`
   * succeeded and settled, and else left open: the error says so (`isSessionOpen`), no save point must be written, and the next run has to be
   * a full import. It opens the session anew and closes it.
   */
  withFullImport<T>(work: () => Promise<T>): Promise<T>;
}
