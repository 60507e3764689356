/** The model as values to compare and to print. */
import { hasBothEnds, type SourceModel } from "./model.ts";

type Sorted<T> = Readonly<Record<string, T>>;
/** What a source has in CAR: the same whenever, and in whatever order, it was imported. */
export interface CanonicalModel {
  /** By collection and name; tags as `tag`, sorted. */
  readonly vertices: Sorted<Sorted<Sorted<unknown>>>;
  /** Active ones whose two ends are there, by collection and `from -> to`, without report, source and time. */
  readonly edges: Sorted<Sorted<Sorted<unknown>>>;
}

export const canonical = (model: SourceModel): CanonicalModel => {
  const vertices = [...model.vertices.values()].map(({ collection, name, fields, tags }) => {
    const tagged = tags.size > 0 ? { ...fields, tag: [...tags].sort() } : fields;
    return { collection, name, value: sorted(tagged) };
  });
  const edges = liveEdges(model).map(({ collection, from, to, fields }) => ({
    collection,
    name: `${from} -> ${to}`,
    value: sorted(fields),
  }));
  return { vertices: byCollection(vertices), edges: byCollection(edges) };
};

/** How many vertices and live edges each collection has. */
export const counts = (model: SourceModel): Sorted<number> => {
  const sums: Record<string, number> = {};
  for (const { collection } of [...model.vertices.values(), ...liveEdges(model)]) sums[collection] = (sums[collection] ?? 0) + 1;
  return sorted(sums);
};

const liveEdges = (model: SourceModel) => [...model.edges.values()].filter((edge) => edge.isActive && hasBothEnds(model, edge));

const byCollection = <T>(entries: readonly { readonly collection: string; readonly name: string; readonly value: T }[]) => {
  const grouped = Object.entries(Object.groupBy(entries, ({ collection }) => collection));
  return sorted(
    Object.fromEntries(
      grouped.map(([collection, group = []]) => [collection, sorted(Object.fromEntries(group.map(({ name, value }) => [name, value])))]),
    ),
  );
};

const sorted = <T>(record: Sorted<T>): Sorted<T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
