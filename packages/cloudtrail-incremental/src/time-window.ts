import type { EventTable } from "./event-table.ts";

/** An event that was handled: its id and when it was. */
export interface HandledEvent {
  readonly id: string;
  readonly time: Date;
}

/** From when to when records are to be looked up, both ends inclusive. */
export interface TimeWindow {
  readonly from: Date;
  /** When the lookup began. It is the next save point, if everything in the window was read and handled. */
  readonly to: Date;
  /** Events from here on will be looked up again by the next window that has the same overlap, and no earlier ones. */
  readonly againFrom: Date;
}

/** A window, or why none can tell what has changed: then all must be listed. */
export type WindowChoice = { readonly kind: "window"; readonly window: TimeWindow } | { readonly kind: "too-old"; readonly reason: string };

/**
 * Seconds. CloudTrail delivers most events within 5 minutes on average and some after 15 and more, so that each window reaches back before
 * the save point. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 */
export const defaultOverlapSeconds = 30 * 60;

/** Days that LookupEvents knows. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
export const lookupDays = 90;

const dayMilliseconds = 24 * 3_600_000;

/** The oldest instant of which LookupEvents tells. */
export const oldestLookup = (now: Date): Date => new Date(now.getTime() - lookupDays * dayMilliseconds);

interface Choosing {
  /** When the lookup of the last run that handled everything began. */
  readonly savePoint: Date;
  /** When this lookup begins. */
  readonly now: Date;
  readonly overlapSeconds?: number | undefined;
  /** Days that the source of the records reaches back; those of LookupEvents unless told. */
  readonly keptDays?: number | undefined;
  /** What is watched: an event that has not settled must be in the next window too, so that no overlap is shorter than that takes. */
  readonly table: EventTable;
}

/** Chooses the window since a save point: from an overlap before it to now. */
export function windowSince({
  savePoint,
  now,
  overlapSeconds = defaultOverlapSeconds,
  keptDays = lookupDays,
  table,
}: Choosing): WindowChoice {
  const overlap = Math.max(overlapSeconds, longestSettleSeconds(table)) * 1000;
  // A clock that was set back must not make a window that ends before it begins.
  const from = new Date(Math.min(savePoint.getTime(), now.getTime()) - overlap);
  if (now.getTime() - from.getTime() > keptDays * dayMilliseconds)
    return { kind: "too-old", reason: `CloudTrail tells of the last ${keptDays} days, and the last look began ${savePoint.toISOString()}` };
  return { kind: "window", window: { from, to: now, againFrom: new Date(now.getTime() - overlap) } };
}

/** The longest time that AWS needs until its answers show what one of these events did. */
export const longestSettleSeconds = ({ rows }: EventTable): number =>
  rows.reduce((longest, { settleSeconds = 0 }) => Math.max(longest, settleSeconds), 0);

/**
 * The events that the next run need not handle again: those of before that its window still reaches, and those that were handled now. An
 * event counts as handled when its resource was read and the change had settled. It holds at most the events of one overlap.
 */
export function keepHandled(before: readonly HandledEvent[], now: readonly HandledEvent[], { againFrom }: TimeWindow): HandledEvent[] {
  const kept = new Map([...before, ...now].filter(({ time }) => time >= againFrom).map((event) => [event.id, event]));
  return [...kept.values()].sort((a, b) => a.time.getTime() - b.time.getTime() || (a.id < b.id ? -1 : 1));
}
