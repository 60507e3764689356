import { type Contribution, keyOf } from "../contribution.ts";

/** A contribution as sorted lines: `collection key {"field":...}` for a vertex, `collection from -> to` for an edge, `reads type/id`. */
export function linesOf({ vertices, edges, readFrom = [] }: Contribution): string[] {
  const lines = [
    ...vertices.map((vertex) => {
      const { _key, external_id, ...fields }: Record<string, unknown> = { ...vertex.row };
      return `${vertex.collection} ${keyOf(vertex)} ${JSON.stringify(fields)}`;
    }),
    ...edges.map(({ collection, from, to }) => `${collection} ${from} -> ${to}`),
    ...readFrom.map((source) => `reads ${source}`),
  ];
  return lines.sort();
}

/** What a contribution has that `other` has not, and the other way round, as the lines of a difference. */
export function changeOf(other: Contribution, contribution: Contribution): string[] {
  const [before, after] = [linesOf(other), linesOf(contribution)];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}
