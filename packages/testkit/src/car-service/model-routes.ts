import { EdgeCollection, edges } from "@plumbline/car-client/edges";
import { isKeyed, VertexCollection } from "@plumbline/car-client/vertices";
import { z } from "zod";
import { malformed, notFound, ok, refusal } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { readEnd } from "./end-notation.ts";
import { deleteVertex, edgeId, vertexId } from "./model.ts";

const Fields = z.record(z.string(), z.unknown());

/** The list of ids is cut at its commas first, so that a comma within an id may be written as %2C. */
export const deleteVertices = ({ state, parts: [source = "", name], rawQuery }: Asked) => {
  const collection = VertexCollection.safeParse(name).data;
  if (!collection) return notFound(`collection ${name}`);
  const wanted = isKeyed(collection) ? "keys=" : "external_ids=";
  const list = rawQuery.split("&").find((part) => part.startsWith(wanted));
  if (list === undefined) return refusal(400, "bad_request", `${wanted} is missing`);
  const names = list.slice(wanted.length).split(",").map(decodeURIComponent);
  const model = state.sources.get(source);
  const ids = names.map((one) => vertexId(collection, one));
  if (state.settings.missingInList === "refuse" && !ids.every((id) => model?.vertices.has(id)))
    return notFound(`one of ${names.length} of ${collection}`);
  const found = ids.filter((id) => model && deleteVertex(model, id));
  return found.length > 0 ? ok() : notFound(`none of ${names.length} of ${collection}`);
};

export const changeEdge = ({ state, parts, query, body }: Asked) => {
  const collection = EdgeCollection.safeParse(parts.join("_")).data;
  const { data, error } = Fields.safeParse(body);
  if (!collection) return notFound(`collection ${parts.join("_")}`);
  if (error) return malformed(error.issues);
  const source = query.get("source") ?? "";
  const read = (end: VertexCollection, name: string) => readEnd(end, query.get(name) ?? "", state.settings.notation, source);
  const [fromCollection, toCollection] = edges[collection];
  const [from, to] = [read(fromCollection, "from"), read(toCollection, "to")];
  const held = from && to ? state.sources.get(source)?.edges.get(edgeId(collection, from, to)) : undefined;
  if (!held) return notFound(`an edge of ${collection}`);
  const { active, ...fields } = data;
  if (typeof active === "boolean") held.isActive = active;
  Object.assign(held.fields, fields);
  return ok();
};

export const changeVertex = ({ state, parts: [name], query, body }: Asked) => {
  const collection = VertexCollection.safeParse(name).data;
  const { data, error } = Fields.safeParse(body);
  if (!collection) return notFound(`collection ${name}`);
  if (error) return malformed(error.issues);
  const id = vertexId(collection, query.get("external_id") ?? "");
  const held = [...state.sources.values()].flatMap(({ vertices }) => vertices.get(id) ?? []);
  for (const { fields } of held) Object.assign(fields, data);
  return held.length > 0 ? ok() : notFound(id);
};
