import { z } from "zod";

/** A row as the state keeps it: the fields of a vertex without its key, or those of an edge. Whoever sends it holds it to CAR's schema. */
const Body = z.record(z.string(), z.unknown());
export type Body = Readonly<z.infer<typeof Body>>;
const Tags = z.array(z.string()).default([]);

/** A body as text, with its names in order: equal bodies are equal texts. */
export const toText = (body: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1))));

export const ofText = (text: string): Body => Body.parse(JSON.parse(text));

const tagsOf = (body: Body | undefined): string[] => Tags.parse(body?.["tag"]);

/**
 * What several resources say of one vertex or edge, in the order of their names: the first one's word counts for each field, tags are those
 * of all. So it does not matter which of them was read last.
 */
function mergeBodies(bodies: readonly Body[]): Body {
  const [first = {}, ...others] = bodies;
  if (others.length === 0) return first;
  const tags = [...new Set(bodies.flatMap(tagsOf))].toSorted();
  return { ...Object.assign({}, ...bodies.toReversed()), ...(tags.length > 0 ? { tag: tags } : {}) };
}

/** As texts; that of a single resource is the whole. */
export const mergeTexts = (texts: readonly string[]): string => {
  const [first = "{}", ...others] = texts;
  return others.length === 0 || others.every((text) => text === first) ? first : toText(mergeBodies(texts.map(ofText)));
};

/**
 * The row that makes what CAR holds into what it shall hold. CAR keeps fields and tags that a row does not name: tags that are gone are taken
 * away, texts that are gone are sent empty. A number that is gone stays, since CAR's schema has no way to say that there is none.
 */
export function toSend(sent: Body | undefined, next: Body): Body {
  const gone = tagsOf(sent).filter((tag) => !tagsOf(next).includes(tag));
  const emptied = Object.entries(sent ?? {}).filter(([name, value]) => typeof value === "string" && !(name in next));
  return { ...Object.fromEntries(emptied.map(([name]) => [name, ""])), ...next, ...(gone.length > 0 ? { untag: gone } : {}) };
}
