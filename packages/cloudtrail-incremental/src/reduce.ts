import type { WatchedEvent } from "@plumbline/audit-kit/generate";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { z } from "zod";
import type { EventTable } from "./event-table.ts";
import type { OwnIdentities } from "./own-session.ts";
import type { ReadRecord } from "./read-records.ts";
import { RecordError, RecordHead } from "./record.ts";
import type { HandledEvent, TimeWindow } from "./time-window.ts";
import { type Message, translate } from "./translate.ts";
import { unwrap } from "./unwrap.ts";

/** What happened to one resource. It says where to look; what the resource is now only reading it tells. */
export interface ResourceChange {
  /** Its id may be one that only `find` of the collector knows, or, with `isHeld`, only who keeps what each resource held. */
  readonly ref: ResourceRef;
  /** The id is of what the resource has or had, such as an association of an address that is gone. */
  readonly isHeld: boolean;
  /** False: AWS may not show the change yet, so that the next run has to look again. */
  readonly isSettled: boolean;
  /** Each effect once, sorted. Which one was last is not told, since AWS orders events by the second only. */
  readonly effects: readonly WatchedEvent["effect"][];
  /** When the newest of its events was. */
  readonly last: Date;
  /** Those of its events that the next window will show again; all others can't come again. */
  readonly events: readonly HandledEvent[];
}

/** Records of one event that could not be read. A resource may have changed and nobody knows which. */
export interface UnreadRecords {
  /** Source and name of the event; undefined when the record does not tell even that. */
  readonly event: string | undefined;
  /** The types that watch the event; undefined for any type. */
  readonly types: readonly string[] | undefined;
  readonly count: number;
  /** Where the first of them was, and what was wrong with it. */
  readonly where: string;
  readonly reason: string;
  readonly hint: string;
}

export interface Reduction {
  /** One for each resource, sorted by type and id. */
  readonly changes: readonly ResourceChange[];
  readonly unread: readonly UnreadRecords[];
  readonly records: number;
  /** Events of which another record had come before. */
  readonly repeated: number;
}

export interface Reducing {
  readonly table: EventTable;
  readonly window: Pick<TimeWindow, "to" | "againFrom">;
  /** Tells whether an event was handled for a resource by an earlier run. */
  isHandled?(eventId: string, ref: ResourceRef): boolean;
}

/** Changes that we make ourselves are changes all the same. */
const nobody: OwnIdentities = { roles: [], principals: [] };
const Stamp = z.object({
  eventID: z.string().min(1).optional(),
  eventTime: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

interface Gathered extends Pick<ResourceChange, "ref" | "isHeld"> {
  readonly effects: Set<WatchedEvent["effect"]>;
  readonly events: Map<string, HandledEvent>;
  last: number;
  settlesAt: number;
}

/**
 * Turns records in any order, late and repeated, into one change for each resource. What it holds grows with the resources that changed and
 * with the events of the overlap, not with the records: an event that is older than the overlap is not remembered, since to fold it in once
 * more changes nothing. Rejects with what the source rejects with.
 */
export async function reduce(records: AsyncIterable<ReadRecord>, { table, window, isHandled }: Reducing): Promise<Reduction> {
  const gathered = new Map<string, Gathered>();
  const unread = new Map<string, UnreadRecords>();
  let count = 0;
  let repeated = 0;
  for await (const read of records) {
    count++;
    const done = "value" in read ? readOne(read.value, table) : { error: new RecordError(read.reason, { field: "", hint: unreadHint }) };
    if ("error" in done) noteUnread(unread, read.where, done.error, table);
    else
      for (const message of done.messages) if (!isHandled?.(done.id, message.ref) && !gather(gathered, message, done, window)) repeated++;
  }
  const changes = [...gathered].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => toChange(one, window.to));
  const sortedUnread = [...unread].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { changes, unread: sortedUnread, records: count, repeated };
}

interface Told {
  readonly messages: readonly Message[];
  /** Empty where a record has none; such an event is not told from others. */
  readonly id: string;
  readonly time: Date;
}

const unreadHint = "list the types anew; report it with the record, without its secrets";

function readOne(value: unknown, table: EventTable): Told | { readonly error: RecordError } {
  const record = unwrapped(value);
  if (record instanceof RecordError) return { error: record };
  const done = translate(record, table, nobody);
  if (done.kind === "unreadable") return done;
  if (done.kind === "ignored") return { messages: [], id: "", time: new Date(0) };
  const stamp = Stamp.safeParse(record);
  if (stamp.success) return { messages: done.messages, id: stamp.data.eventID ?? "", time: stamp.data.eventTime };
  const head = RecordHead.parse(record);
  const event = `${head.eventSource} ${head.eventName}`;
  const field = stamp.error.issues[0]?.path.join(".") ?? "eventTime";
  return {
    error: new RecordError(`${event} does not tell when it was: ${field} is missing or is no time`, { event, field, hint: unreadHint }),
  };
}

function unwrapped(value: unknown): unknown {
  try {
    return unwrap(value);
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
}

/** Folds a message in; false when the same event was folded in before. */
function gather(gathered: Map<string, Gathered>, message: Message, { id, time }: Told, { againFrom }: Reducing["window"]): boolean {
  const { ref, effect, settleSeconds, isHeld = false } = message;
  const key = JSON.stringify([ref.type, ref.id, ref.region, ref.account]);
  const one = gathered.get(key) ?? { ref, isHeld, effects: new Set(), events: new Map(), last: 0, settlesAt: 0 };
  gathered.set(key, one);
  const isNew = !one.events.has(id);
  one.effects.add(effect);
  one.last = Math.max(one.last, time.getTime());
  one.settlesAt = Math.max(one.settlesAt, time.getTime() + settleSeconds * 1000);
  if (id !== "" && time >= againFrom) one.events.set(id, { id, time });
  return isNew;
}

function toChange({ ref, isHeld, effects, events, last, settlesAt }: Gathered, now: Date): ResourceChange {
  const sorted = [...events.values()].sort((a, b) => a.time.getTime() - b.time.getTime() || (a.id < b.id ? -1 : 1));
  return { ref, isHeld, isSettled: settlesAt <= now.getTime(), effects: [...effects].sort(), last: new Date(last), events: sorted };
}

/** Counts what can't be read by event and field, so that a thousand of one kind take the place of one. */
function noteUnread(unread: Map<string, UnreadRecords>, where: string, error: RecordError, { rows }: EventTable): void {
  const { event, field, message: reason, hint } = error;
  const key = JSON.stringify([event, field]);
  const before = unread.get(key);
  const watching = rows.filter(({ source, name }) => `${source} ${name}` === event).map(({ type }) => type);
  const types = event === undefined ? undefined : [...new Set(watching)].sort();
  // The least place is told, so that the order of the records does not matter.
  const first = before && before.where <= where ? before : { where, reason, hint };
  unread.set(key, { event, types, count: (before?.count ?? 0) + 1, where: first.where, reason: first.reason, hint: first.hint });
}
