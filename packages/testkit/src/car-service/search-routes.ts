/** The searches of IBM's connectors; ours makes none. */
import { EdgeCollection, edges } from "@plumbline/car-client/edges";
import { isKeyed, VertexCollection } from "@plumbline/car-client/vertices";
import { z } from "zod";
import { notFound, ok, refusal } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { type HeldEdge, type HeldVertex, vertexId } from "./model.ts";
import type { State } from "./state.ts";

const Query = z.object({ query: z.string() });
const lookup =
  /^\s*(?:query\s*)?\{\s*(\w+)\s*\(\s*where:\s*\{\s*(\w+):\s*\{\s*_eq:\s*("(?:[^"\\]|\\.)*")\s*\}\s*\}\s*\)\s*\{([^{}]*)\}\s*\}\s*$/;

/** GraphQL as far as the framework of IBM's connectors writes it: one collection, one field that equals a text. */
export const query = ({ state, body }: Asked) => {
  const { data } = Query.safeParse(body);
  const [, name = "", field = "", value = '""', wanted = ""] = lookup.exec(data?.query ?? "") ?? [];
  if (name === "")
    return refusal(400, "bad_request", "the stand-in knows one form: { COLLECTION(where: {FIELD: {_eq: TEXT}}) { FIELDS } }");
  const fields = wanted.split(/[\s,]+/).filter((one) => one !== "");
  const found = recordsOf(state, name)?.filter((record) => String(record[field]) === JSON.parse(value));
  if (!found) return notFound(`collection ${name}`);
  return ok({ data: { [name]: found.map((record) => Object.fromEntries(fields.map((one) => [one, record[one] ?? null]))) } });
};

/** GET /{collection}?{field}={value} */
export const search = ({ state, parts: [name = ""], query: asked }: Asked) => {
  const found = recordsOf(state, name);
  const matches = found?.filter((record) => [...asked].every(([field, value]) => String(record[field]) === value));
  return matches ? ok(matches) : notFound(`collection ${name}`);
};

/** GET /{collection}/{externalId}/graph?source=S */
export const graph = ({ state, parts: [name, id = ""], query: asked }: Asked) => {
  const collection = VertexCollection.safeParse(name).data;
  if (!collection) return notFound(`collection ${name}`);
  const own = asked.get("source");
  const at = vertexId(collection, id);
  const related = [...state.sources].flatMap(([source, model]) => {
    if (own !== null && own !== source) return [];
    const there = [...(model.edgesAt.get(at) ?? [])].flatMap((edge) => model.edges.get(edge) ?? []);
    return there.flatMap((edge) => {
      const other = model.vertices.get(edge.from === at ? edge.to : edge.from);
      return other && edge.isActive ? [{ node: vertexRecord(source, other), link: edgeRecord(source, edge) }] : [];
    });
  });
  const [result = null] = [...state.sources].flatMap(([source, { vertices }]) => {
    const held = own === null || own === source ? vertices.get(at) : undefined;
    return held ? [vertexRecord(source, held)] : [];
  });
  return ok({ result, related });
};

type Found = Readonly<Record<string, unknown>>;

const recordsOf = (state: State, name: string): Found[] | undefined => {
  const vertex = VertexCollection.safeParse(name).data;
  const edge = EdgeCollection.safeParse(name).data;
  if (!vertex && !edge) return undefined;
  return [...state.sources].flatMap(([source, model]) => [
    ...[...model.vertices.values()].filter(({ collection }) => collection === vertex).map((held) => vertexRecord(source, held)),
    ...[...model.edges.values()].filter((held) => held.collection === edge && held.isActive).map((held) => edgeRecord(source, held)),
  ]);
};

const vertexRecord = (source: string, { collection, name, fields }: HeldVertex): Found => ({
  ...(isKeyed(collection) ? { name, external_id: name } : {}),
  ...fields,
  ...{ _key: isKeyed(collection) ? name : `${source}:${name}`, _id: vertexId(collection, name) },
  ...{ id: `${source}/${collection === "ipaddress" ? "0/" : ""}${name}`, source },
});

const edgeRecord = (source: string, { collection, from, to, fields, isActive }: HeldEdge): Found => {
  const [fromCollection, toCollection] = edges[collection];
  const idOf = (end: VertexCollection, id: string) => `${source}/${end === "ipaddress" ? "0/" : ""}${id.slice(end.length + 1)}`;
  return {
    ...fields,
    ...{ _id: `${collection}/${from}:${to}`, _from: from, _to: to, active: isActive, source },
    ...{ [`${fromCollection}_id`]: idOf(fromCollection, from), [`${toCollection}_id`]: idOf(toCollection, to) },
  };
};
