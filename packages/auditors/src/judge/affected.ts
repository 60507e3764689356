import type { AffectedKind, BlastRadius } from "@plumbline/finding-model/change";

export type Affected = BlastRadius["affected"][number];

/** What is affected, by kind and id: sorted, each once; without ids that AWS left empty. */
export const affected = (kind: AffectedKind, ids: Iterable<string>): Affected[] =>
  [...new Set(ids)]
    .filter((id) => id !== "")
    .sort()
    .map((id) => ({ kind, id }));

const keyOf = ({ kind, id }: Affected): string => `${kind} ${id}`;

/** The same in one order, each once. */
export const inOrder = (all: readonly Affected[]): Affected[] =>
  [...new Map(all.map((one) => [keyOf(one), one])).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Running tasks, of which ECS tells the number for free and the ARNs only by further calls; nothing where AWS does not say. */
export const runningTasks = (count: number | undefined): BlastRadius =>
  count === undefined ? { affected: [] } : { affected: [], unnamed: { kind: "task", count } };
