import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { EventTable } from "./event-table.ts";
import type { Reduction } from "./reduce.ts";

/** What changed in a place, by type. */
export interface ChangesByType {
  /** Ids as the records have them: `find` of the collector takes them, or who keeps what each resource held knows them. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of which AWS may not show the change yet; they are among `named` too. */
  readonly unsettled: ReadonlyMap<string, ReadonlySet<string>>;
  /** Types of which something changed that can't be told, each with the reason: they are to be listed anew. */
  readonly unnamed: ReadonlyMap<string, string>;
}

/** Sorts the changes of one place by type; those of other places are left out. */
export function changesByType(
  { changes, unread }: Reduction,
  place: Pick<ResourceRef, "account" | "region">,
  table: EventTable,
): ChangesByType {
  const here = changes.filter(({ ref }) => ref.account === place.account && ref.region === place.region);
  const all = new Set(table.rows.map(({ type }) => type));
  const reasons = unread.flatMap(({ types = [...all], where, reason, count }) =>
    types.map((type): [string, string] => [type, count === 1 ? `${where}: ${reason}` : `${where}: ${reason} (and ${count - 1} more such)`]),
  );
  return {
    named: idsByType(here.map(({ ref }) => ref)),
    unsettled: idsByType(here.filter(({ isSettled }) => !isSettled).map(({ ref }) => ref)),
    // The first reason of a type is told.
    unnamed: new Map(reasons.reverse()),
  };
}

function idsByType(refs: readonly ResourceRef[]): Map<string, Set<string>> {
  const groups = Map.groupBy(refs, ({ type }) => type);
  return new Map([...groups].map(([type, own]) => [type, new Set(own.map(({ id }) => id))]));
}
