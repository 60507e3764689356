import { vertices as schemas } from "@plumbline/car-client/vertices";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import { type Contribution, keyOf, type Vertex } from "../contribution.ts";
import { toText } from "../merge.ts";
import type { State } from "./open-state.ts";

/** Notes what resources put into CAR. Each call belongs into a transaction of the state; nothing is sent here. */
export interface Stage {
  /** The number of the run that puts. */
  readonly run: number;
  /**
   * Notes a resource as it is now. `kept` is what the caller wants to know of it the next time. Tells of each vertex that CAR's schema does not
   * take, such as a host name with a space: it is left out, and its edges with it.
   */
  put(cell: number, name: string, contribution: Contribution, kept?: string): readonly string[];
  /** Notes that there is no such resource any more; tells whether it was known. */
  remove(cell: number, name: string): boolean;
  /** Removes the resources of a cell that were not put since `stage` was made: only after a listing that came to its end. */
  removeUnseen(cell: number): number;
}

interface Row {
  readonly collection: string;
  readonly a: string;
  readonly b: string;
  readonly body: string;
}

/** A run's number is higher than any before, so that what a listing has seen can be told from what it has not. */
export function makeStage({ database }: State, run: number): Stage {
  const upsertResource = database.prepare(
    "INSERT INTO resource (cell, name, run, kept, refused) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET run = excluded.run, kept = excluded.kept, refused = excluded.refused RETURNING id",
  );
  const partsOf = database.prepare("SELECT item, body FROM part WHERE resource = ?");
  const findItem = database.prepare("SELECT id FROM item WHERE collection = ? AND a = ? AND b = ?");
  const addItem = database.prepare("INSERT INTO item (collection, a, b) VALUES (?, ?, ?) RETURNING id");
  const putPart = database.prepare(
    "INSERT INTO part (item, resource, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
  );
  const dropPart = database.prepare("DELETE FROM part WHERE item = ? AND resource = ?");
  const touch = database.prepare("UPDATE item SET dirty = 1 WHERE id = ?");
  const dropReadings = database.prepare("DELETE FROM read_from WHERE resource = ?");
  const addReading = database.prepare("INSERT OR IGNORE INTO read_from (resource, source) VALUES (?, ?)");
  const findResource = database.prepare("SELECT id FROM resource WHERE cell = ? AND name = ?");
  const dropResource = database.prepare("DELETE FROM resource WHERE id = ?");
  const unseen = database.prepare("SELECT id FROM resource WHERE cell = ? AND run < ?");

  const itemOf = ({ collection, a, b }: Row): number => idIn(findItem.get(collection, a, b)) ?? idIn(addItem.get(collection, a, b)) ?? 0;

  function setParts(resource: number, rows: readonly Row[]): void {
    const before = new Map(partsOf.all(resource).map(({ item, body }) => [Number(item), String(body)]));
    for (const row of rows) {
      const item = itemOf(row);
      if (before.get(item) !== row.body) {
        putPart.run(item, resource, row.body);
        touch.run(item);
      }
      before.delete(item);
    }
    for (const item of before.keys()) {
      dropPart.run(item, resource);
      touch.run(item);
    }
  }

  function drop(resource: number): void {
    setParts(resource, []);
    dropReadings.run(resource);
    dropResource.run(resource);
  }

  return {
    run,
    put(cell, name, { vertices, edges, readFrom = [] }, kept) {
      const judged = vertices.map((vertex) => ({ vertex, ...z.safeParse<z.ZodType>(schemas[vertex.collection], vertex.row) }));
      const refused = judged.flatMap(({ vertex, error }) =>
        error ? [`${vertex.collection} ${keyOf(vertex)} of ${name}: ${faultsIn(error)}`] : [],
      );
      // Told again by every run, until the resource is another one.
      const noted = refused.length > 0 ? JSON.stringify(refused) : null;
      const resource = idIn(upsertResource.get(cell, name, run, kept ?? null, noted)) ?? 0;
      setParts(resource, [
        ...judged.flatMap(({ vertex, success }) => (success ? [toRow(vertex)] : [])),
        ...edges.map(({ collection, from, to, fields = {} }) => ({ collection, a: from, b: to, body: toText(fields) })),
      ]);
      dropReadings.run(resource);
      for (const source of readFrom) addReading.run(resource, source);
      return refused;
    },
    remove(cell, name) {
      const resource = idIn(findResource.get(cell, name));
      if (resource === undefined) return false;
      drop(resource);
      return true;
    },
    removeUnseen(cell) {
      const gone = unseen.all(cell, run).map(({ id }) => Number(id));
      for (const resource of gone) drop(resource);
      return gone.length;
    },
  };
}

const idIn = (row: Record<string, unknown> | undefined): number | undefined => (row === undefined ? undefined : Number(row["id"]));

function toRow(vertex: Vertex): Row {
  const { _key, external_id, tag, ...fields }: { _key?: string; external_id?: string; tag?: readonly string[] | undefined } = vertex.row;
  const tags = tag === undefined || tag.length === 0 ? {} : { tag: [...new Set(tag)].toSorted() };
  return { collection: vertex.collection, a: keyOf(vertex), b: "", body: toText({ ...fields, ...tags }) };
}
