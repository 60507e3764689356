import type { Car, Rows } from "@plumbline/car-client/car";
import { CarError } from "@plumbline/car-client/car-error";
import { type Edge, edges } from "@plumbline/car-client/edges";
import { isKeyed, type VertexCollection } from "@plumbline/car-client/vertices";

type Fields = Record<string, unknown>;
interface Held {
  vertices: Map<string, Fields>;
  edges: Map<string, boolean>;
  savePoint: string | undefined;
}
const vertexId = (collection: string, key: string) => `${collection} ${key}`;
const edgeId = ({ collection, from, to }: Edge) => JSON.stringify([collection, from, to]);

/** What CAR does with rows, in memory: fields are set one by one, tags are a set, a deleted vertex takes its edges along. */
export class MemoryCar {
  readonly held: Held = { vertices: new Map(), edges: new Map(), savePoint: undefined };
  /** Steps until CAR fails, each row and each call being one. */
  failsAfter = Number.POSITIVE_INFINITY;
  failure: () => Error = () => new CarError({ kind: "recoverable", tried: "post", outcome: "503", hint: "again" });
  isSession = false;
  rows = 0;
  #sent = new Set<string>();

  #step(): void {
    if (this.failsAfter-- <= 0) throw this.failure();
  }
  async #each<T>(rows: Rows<T>, act: (row: T) => void): Promise<number> {
    let count = 0;
    for await (const row of rows) {
      this.#step();
      act(row);
      count++;
      this.rows++;
    }
    return count;
  }

  readonly car: Car = {
    report: { _key: "1", timestamp: 1 },
    prepare: async () => ({ isNew: this.held.savePoint === undefined && this.held.vertices.size === 0 }),
    readSavePoint: async () => this.held.savePoint ?? (this.held.vertices.size > 0 ? "" : undefined),
    writeSavePoint: async (id) => {
      this.#step();
      this.held.savePoint = id;
    },
    sendReport: async () => this.#step(),
    importVertices: (collection, rows) =>
      this.#each(rows, (row) => {
        const { tag = [], untag = [], ...fields }: Fields & { tag?: string[] | undefined; untag?: string[] | undefined } = { ...row };
        const id = vertexId(collection, String(isKeyed(collection) ? fields["_key"] : fields["external_id"]));
        const before = this.held.vertices.get(id) ?? {};
        const tags = new Set([...((before["tag"] as string[] | undefined) ?? []), ...tag]);
        for (const gone of untag) tags.delete(gone);
        this.held.vertices.set(id, { ...before, ...fields, tag: [...tags].toSorted() });
        this.#sent.add(id);
      }),
    importEdges: (_, rows) =>
      this.#each(rows, (edge) => {
        this.held.edges.set(edgeId(edge), true);
        this.#sent.add(edgeId(edge));
      }),
    settle: async () => undefined,
    deleteVertices: (collection, names) => this.#each(names, (name) => this.#delete(collection, name)),
    disableEdges: (rows) => this.#each(rows, (edge) => void this.held.edges.delete(edgeId(edge))),
    withFullImport: async (work) => {
      this.isSession = true;
      this.#sent = new Set();
      const done = await work();
      this.#step();
      for (const id of [...this.held.vertices.keys()]) if (!this.#sent.has(id)) this.held.vertices.delete(id);
      for (const id of [...this.held.edges.keys()]) if (!this.#sent.has(id)) this.held.edges.delete(id);
      this.isSession = false;
      return done;
    },
  };

  #delete(collection: VertexCollection, name: string): void {
    this.held.vertices.delete(vertexId(collection, name));
    for (const id of [...this.held.edges.keys()]) {
      const [edge, from, to] = JSON.parse(id) as [keyof typeof edges, string, string];
      const [source, target] = edges[edge];
      if ((source === collection && from === name) || (target === collection && to === name)) this.held.edges.delete(id);
    }
  }

  /** What it holds, for comparing: an empty text is as good as none. */
  model(): unknown {
    const worth = ([name, value]: [string, unknown]) => value !== "" && name !== "untag" && !(Array.isArray(value) && value.length === 0);
    return {
      vertices: Object.fromEntries(
        [...this.held.vertices].toSorted().map(([id, fields]) => [id, Object.fromEntries(Object.entries(fields).filter(worth).toSorted())]),
      ),
      edges: [...this.held.edges.keys()].toSorted(),
    };
  }
}
