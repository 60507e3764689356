import { type Edge, edges as ends } from "@plumbline/car-client/edges";
import { vertices as schemas } from "@plumbline/car-client/vertices";
import { z } from "zod";
import { type Contribution, keyOf } from "../contribution.ts";

/**
 * What is wrong with a contribution: rows that CAR's schema does not take, vertices or edges that stand there twice, and ends of edges that
 * neither it nor, as `collection key`, another resource puts in.
 */
export function faultsOf({ vertices, edges }: Contribution, elsewhere: readonly string[] = []): string[] {
  const names = vertices.map((one) => `${one.collection} ${keyOf(one)}`);
  const known = new Set([...names, ...elsewhere]);
  const refused = vertices.flatMap(({ collection, row }) => {
    const { error } = z.safeParse<z.ZodType>(schemas[collection], row);
    return error ? [`${collection}: ${z.prettifyError(error)}`] : [];
  });
  const endsOf = ({ collection, from, to }: Edge) => [`${ends[collection][0]} ${from}`, `${ends[collection][1]} ${to}`];
  const loose = edges.flatMap((edge) =>
    endsOf(edge)
      .filter((end) => !known.has(end))
      .map((end) => `${edge.collection} ends at ${end}`),
  );
  return [...refused, ...twice(names), ...twice(edges.map(({ collection, from, to }) => `${collection} ${from} ${to}`)), ...loose];
}

const twice = (names: readonly string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i).map((name) => `twice: ${name}`);
