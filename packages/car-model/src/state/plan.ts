import { type EdgeCollection, edges } from "@plumbline/car-client/edges";
import type { VertexCollection } from "@plumbline/car-client/vertices";
import { mergeTexts } from "../merge.ts";
import type { State } from "./open-state.ts";

/** How many rows are to be sent, and how many to be taken away, by collection. */
export interface Counts {
  readonly send: Readonly<Record<string, number>>;
  readonly remove: Readonly<Record<string, number>>;
}

export const isEdge = (collection: string): collection is EdgeCollection => Object.hasOwn(edges, collection);

/**
 * Works out what has to be sent, and notes it in the state: what differs from what CAR holds, or with `everything` each row that is to be
 * there. From here until `settle` CAR may hold either. An edge is to be there only where both of its vertices are.
 */
export function plan(state: State, everything: boolean): Counts {
  return state.transact(() => {
    const { database } = state;
    keepUnsettled(state);
    database.exec("UPDATE item SET act = NULL, next = NULL WHERE act IS NOT NULL");
    if (everything) database.exec("UPDATE item SET dirty = 1 WHERE dirty = 0");
    else {
      database.exec("UPDATE item SET dirty = 1 WHERE unsure = 1 AND dirty = 0");
      touchEdgesOfVertices(state);
    }
    const dirty = database.prepare("SELECT id, collection, a, b, sent, unsure FROM item WHERE dirty = 1 AND id > ? ORDER BY id LIMIT 5000");
    const partsOf = database.prepare(
      "SELECT part.body FROM part JOIN resource ON resource.id = part.resource WHERE part.item = ? ORDER BY resource.cell, resource.name",
    );
    const exists = database.prepare(
      "SELECT 1 FROM item JOIN part ON part.item = item.id WHERE collection = ? AND a = ? AND b = '' LIMIT 1",
    );
    const note = database.prepare("UPDATE item SET act = ?, next = ?, unsure = 1 WHERE id = ?");
    const [send, remove] = [new Map<string, number>(), new Map<string, number>()];
    const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
    const isEnd = (collection: VertexCollection, key: string) => exists.get(collection, key) !== undefined;
    for (let last = 0, rows = dirty.all(last); rows.length > 0; rows = dirty.all(last)) {
      for (const { id, collection, a, b, sent, unsure } of rows) {
        last = Number(id);
        const name = String(collection);
        const bodies = partsOf.all(last).map(({ body }) => String(body));
        const [from, to] = isEdge(name) ? edges[name] : [];
        const isThere = bodies.length > 0 && (!from || !to || (isEnd(from, String(a)) && isEnd(to, String(b))));
        const next = isThere ? mergeTexts(bodies) : undefined;
        if (next === undefined) {
          if (sent === null && unsure === 0) continue;
          note.run("remove", null, last);
          count(remove, name);
        } else if (everything || next !== sent || unsure === 1) {
          note.run("send", next, last);
          count(send, name);
        }
      }
    }
    return { send: Object.fromEntries(send), remove: Object.fromEntries(remove) };
  });
}

/**
 * A run that did not end may have sent its rows: CAR then counts as holding the fields and tags of both, so that what is gone by now is taken
 * away, whichever of them CAR has.
 */
function keepUnsettled({ database }: State): void {
  const left = database.prepare("SELECT id, sent, next FROM item WHERE act = 'send' AND b = '' AND id > ? ORDER BY id LIMIT 5000");
  const keep = database.prepare("UPDATE item SET sent = ? WHERE id = ?");
  for (let last = 0, rows = left.all(last); rows.length > 0; rows = left.all(last))
    for (const { id, sent, next } of rows) {
      last = Number(id);
      keep.run(mergeTexts([next, sent].flatMap((text) => (text === null ? [] : [String(text)]))), last);
    }
}

/** Whether an edge is to be there hangs on its vertices too: those of a vertex that appears or goes are looked at again. */
function touchEdgesOfVertices({ database }: State): void {
  const from = database.prepare("UPDATE item SET dirty = 1 WHERE dirty = 0 AND collection = ? AND a = ?");
  const to = database.prepare("UPDATE item SET dirty = 1 WHERE dirty = 0 AND collection = ? AND b = ? AND b <> ''");
  const flipped = database
    .prepare(
      `SELECT collection, a FROM item WHERE dirty = 1 AND b = ''
       AND (sent IS NULL) = EXISTS (SELECT 1 FROM part WHERE part.item = item.id)`,
    )
    .all();
  for (const { collection, a } of flipped) {
    const key = String(a);
    for (const [name, [source, target]] of Object.entries(edges)) {
      if (source === collection) from.run(name, key);
      if (target === collection) to.run(name, key);
    }
  }
}
