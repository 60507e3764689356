import { type Edge, type EdgeCollection, EdgeFields } from "@plumbline/car-client/edges";
import { isKeyed, type VertexCollection, type VertexRow, vertices } from "@plumbline/car-client/vertices";
import type { z } from "zod";
import { type Body, ofText, toSend } from "../merge.ts";
import type { State } from "./open-state.ts";

const pageSize = 1000;
const schemas: { readonly [K in VertexCollection]: z.ZodType<VertexRow<K>> } = vertices;

interface Item {
  readonly a: string;
  readonly b: string;
  readonly sent: Body | undefined;
  readonly next: Body;
}

/** What `plan` noted of one collection, a page at a time. */
function* items({ database }: State, collection: string, act: "send" | "remove"): Generator<Item> {
  const page = database.prepare("SELECT id, a, b, sent, next FROM item WHERE collection = ? AND act = ? AND id > ? ORDER BY id LIMIT ?");
  for (let last = 0, rows = page.all(collection, act, last, pageSize); rows.length > 0; rows = page.all(collection, act, last, pageSize))
    for (const { id, a, b, sent, next } of rows) {
      last = Number(id);
      const toBody = (text: unknown) => (text === null ? undefined : ofText(String(text)));
      yield { a: String(a), b: String(b), sent: toBody(sent), next: toBody(next) ?? {} };
    }
}

/** The vertices of a collection that are to be sent, as POST /imports takes them. */
export function* verticesToSend<K extends VertexCollection>(state: State, collection: K): Generator<VertexRow<K>> {
  for (const { a, sent, next } of items(state, collection, "send"))
    yield schemas[collection].parse({ ...(isKeyed(collection) ? { _key: a } : { external_id: a }), ...toSend(sent, next) });
}

/** The edges of a collection that are to be sent. */
export function* edgesToSend(state: State, collection: EdgeCollection): Generator<Edge> {
  for (const { a, b, next } of items(state, collection, "send")) yield { collection, from: a, to: b, fields: EdgeFields.parse(next) };
}

/** The edges of a collection that are to be disabled. */
export function* edgesToDisable(state: State, collection: EdgeCollection): Generator<Edge> {
  for (const { a, b } of items(state, collection, "remove")) yield { collection, from: a, to: b };
}

/** The keys of the vertices of a collection that are to be deleted. */
export function* verticesToDelete(state: State, collection: VertexCollection): Generator<string> {
  for (const { a } of items(state, collection, "remove")) yield a;
}
