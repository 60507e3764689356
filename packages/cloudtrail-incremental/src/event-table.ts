import type { WatchedEvent } from "@plumbline/audit-kit/generate";

/** The watched events by source and name; several types may watch one. */
export interface EventTable {
  readonly rows: readonly WatchedEvent[];
  of(event: { readonly eventSource: string; readonly eventName: string }): readonly WatchedEvent[];
}

const keyOf = (source: string, name: string) => `${source} ${name}`;

/** Makes the table that everything about events is read from: translation, patterns and documents. */
export function toEventTable(rows: readonly WatchedEvent[]): EventTable {
  const byEvent = Map.groupBy(rows, ({ source, name }) => keyOf(source, name));
  return { rows, of: ({ eventSource, eventName }) => byEvent.get(keyOf(eventSource, eventName)) ?? [] };
}

/** The places of a record where an event may name a resource, in the order in which they are tried. */
export const pathsOf = ({ id }: Pick<WatchedEvent, "id">) => (typeof id === "string" ? [id] : id);
