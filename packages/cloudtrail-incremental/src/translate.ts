import type { EventPlace } from "@plumbline/audit-kit/define";
import type { WatchedEvent } from "@plumbline/audit-kit/generate";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { type EventTable, pathsOf } from "./event-table.ts";
import { isOwnSession, type OwnIdentities } from "./own-session.ts";
import { ownerOf, placeOf } from "./place.ts";
import { CloudTrailRecord, RecordError, RecordHead } from "./record.ts";
import { unwrap } from "./unwrap.ts";
import { walk } from "./walk.ts";

/** A resource that an event is about, what the event did to it, and how long AWS needs until its answers show that. */
export interface Message {
  readonly ref: ResourceRef;
  readonly effect: WatchedEvent["effect"];
  readonly settleSeconds: number;
  /** The id is of what the resource has or had, such as an association that is gone; `find` does not take it. */
  readonly isHeld?: true;
}

/** Why a record gives no message, and that is right. */
export const ignoredReasons = {
  "not-watched": "the event changes nothing that a check reads",
  "failed-call": "the call was refused or failed",
  "own-session": "the call was our own",
  "not-ours": "the resource is of a type that no check is about, or of another account",
  "no-resource": "the call was about no resource",
} as const;
export type IgnoredReason = keyof typeof ignoredReasons;

/** What became of a record. `unreadable` is a fault to be told: a resource may have changed and we do not know which. */
export type Translation =
  | { readonly kind: "messages"; readonly messages: readonly [Message, ...Message[]] }
  | { readonly kind: "ignored"; readonly reason: IgnoredReason }
  | { readonly kind: "unreadable"; readonly error: RecordError };

const ignored = (reason: IgnoredReason): Translation => ({ kind: "ignored", reason });

/**
 * Turns a CloudTrail record, an EventBridge event that holds one, or an answer of LookupEvents into messages about the resources that it
 * changed. Never throws for what the record says. A message's id may be of an older or another form, such as a network interface's: the
 * collector's `find` takes every form that its events have, so nothing is looked up here and no access to the account is needed.
 */
export function translate(value: unknown, table: EventTable, own: OwnIdentities): Translation {
  try {
    return translateRecord(unwrap(value), table, own);
  } catch (error) {
    if (error instanceof RecordError) return { kind: "unreadable", error };
    throw error;
  }
}

function translateRecord(value: unknown, table: EventTable, own: OwnIdentities): Translation {
  const head = RecordHead.safeParse(value);
  if (!head.success) {
    const field = head.error.issues[0]?.path.join(".") || "eventName";
    throw new RecordError(`this is no record of CloudTrail: ${field} is missing or is no text`, {
      field,
      hint: "give records as CloudTrail or EventBridge delivers them",
    });
  }
  const rows = table.of(head.data);
  if (rows.length === 0) return ignored("not-watched");
  if (head.data.errorCode) return ignored("failed-call");
  const record = CloudTrailRecord.safeParse(value);
  const event = `${head.data.eventSource} ${head.data.eventName}`;
  if (!record.success) {
    const [issue] = record.error.issues;
    throw shapeError(event, issue?.path.join(".") ?? "", `has an unexpected shape: ${issue?.message}`);
  }
  if (isOwnSession(record.data, own)) return ignored("own-session");
  return resourcesOf(record.data, rows, event);
}

function resourcesOf(record: CloudTrailRecord, rows: readonly WatchedEvent[], event: string): Translation {
  const place = placeOf(record, rows, event);
  const found = rows.map((row) => read(record, row, row.scope === "global" ? { ...place, region: mainRegion(place.partition) } : place));
  const [first, ...others] = unique(found.flatMap(({ messages }) => messages));
  if (first) return { kind: "messages", messages: [first, ...others] };
  if (found.some(({ isNamed }) => isNamed)) return ignored("not-ours");
  if (found.some(({ isEmpty }) => isEmpty)) return ignored("no-resource");
  const paths = [...new Set(rows.flatMap(pathsOf))].join(", ");
  throw shapeError(event, paths, "names no resource");
}

const shapeError = (event: string, field: string, what: string): RecordError =>
  new RecordError(`${event} ${what}; looked for ${field}`, {
    ...{ event, field },
    hint: "report it with the record, without its secrets; until then the next poll looks at the resource",
  });

interface Read {
  readonly messages: readonly Message[];
  /** The record names something, of this type or not. */
  readonly isNamed: boolean;
  readonly isEmpty: boolean;
}

function read(record: CloudTrailRecord, row: WatchedEvent, place: EventPlace): Read {
  const { type, effect, settleSeconds = 0, isHeld, toId = (named) => named } = row;
  const held = isHeld ? { isHeld } : {};
  let isNamed = false;
  let isEmpty = false;
  for (const path of pathsOf(row)) {
    const walked = walk(record, path);
    isNamed ||= walked.texts.length > 0;
    isEmpty ||= walked.isEmpty && path !== "resources[].ARN";
    const ids = walked.texts
      .filter((named) => (ownerOf(record, named) ?? place.account) === place.account)
      .flatMap((named) => toId(named, place) ?? []);
    const { account, region } = place;
    if (ids.length > 0)
      return { messages: ids.map((id) => ({ ref: { account, region, type, id }, effect, settleSeconds, ...held })), isNamed, isEmpty };
  }
  return { messages: [], isNamed, isEmpty };
}

/** Each resource once, with the longest time to settle. */
function unique(messages: readonly Message[]): Message[] {
  const groups = Map.groupBy(messages, ({ ref: { type, id } }) => JSON.stringify([type, id]));
  return [...groups.values()].flatMap((same) => {
    const settleSeconds = Math.max(...same.map((one) => one.settleSeconds));
    return same.slice(0, 1).map((one) => ({ ...one, settleSeconds }));
  });
}
