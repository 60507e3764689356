import type { ChangeEvent, Collector } from "@plumbline/audit-kit/define";
import type { WatchedEvent } from "@plumbline/audit-kit/generate";
import { type EventTable, toEventTable } from "./event-table.ts";

/** Collectors, or types with the aspects of them that are read; without a list every aspect counts. */
export interface Watching {
  readonly of: Collector;
  readonly needs?: readonly string[] | undefined;
}

/**
 * The table of every event after which one of these types is described otherwise. An event that touches only aspects that nobody reads is
 * left out. What names a thing that a resource held (`isHeld`) is in it: this table is for who keeps state.
 */
export function tableOf(watching: readonly Watching[]): EventTable {
  return toEventTable(watching.flatMap(({ of, needs }) => eventsOf(of, needs)));
}

function eventsOf({ type, scope, events }: Collector, needs: readonly string[] | undefined): WatchedEvent[] {
  return events.filter((event) => isNeeded(event, needs)).map((event) => ({ type, scope, ...event }));
}

/** An update that touches no aspect is about the base, which is always read; creation and deletion are about all. */
const isNeeded = (event: ChangeEvent, needs: readonly string[] | undefined): boolean =>
  needs === undefined ||
  event.effect !== "update" ||
  event.touches.length === 0 ||
  event.touches.some((name: string) => needs.includes(name));
