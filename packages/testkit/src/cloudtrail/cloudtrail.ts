import { type Faults, throttled } from "../faults.ts";
import type { Observer } from "../observer.ts";
import { type Kept, lookup } from "./lookup.ts";
import type { RecordObject } from "./record-value.ts";
import { idOf, isRecorded, type TrailRecord, timeText, toRecord } from "./to-record.ts";

interface Settings {
  now(): Date;
  /** Seconds after which an event is to be seen; none unless told. Different ones for different events make them come out of order. */
  readonly delaySeconds?: number | ((record: TrailRecord) => number);
  /** Refuses lookups above so many a second in one account and region; `elapsed` is a clock in milliseconds that only goes forward. */
  readonly limit?: { readonly lookupsPerSecond: number; elapsed(): number };
  /** Pages after which a token is out of date; never unless told. */
  readonly tokenPages?: number;
}

export interface CloudTrailStandIn {
  /** Answers LookupEvents; goes before what else stands before the emulator. */
  readonly faults: Faults;
  /** Records the calls that change something. */
  readonly observer: Observer;
  /** Every record so far, to be seen by a lookup or not yet, in the order of arrival. */
  readonly records: readonly TrailRecord[];
  /** Lookups that were refused for coming too fast. */
  readonly throttled: number;
  /** Records what AWS does by itself, such as an interruption of Spot instances. */
  add(event: ServiceEvent): TrailRecord;
}

/** An event that no call stands behind. */
export interface ServiceEvent {
  readonly account: string;
  readonly region: string;
  readonly eventSource: `${string}.amazonaws.com`;
  readonly eventName: string;
  readonly serviceEventDetails: RecordObject;
}

interface Shown extends Kept {
  /** When it is to be seen, in milliseconds. */
  readonly from: number;
}

/** CloudTrail's event history, which the emulator lacks: what goes through the proxy is recorded, and LookupEvents tells it. */
export function cloudTrailStandIn({ now, delaySeconds = 0, limit, tokenPages = Number.POSITIVE_INFINITY }: Settings): CloudTrailStandIn {
  const all: Shown[] = [];
  const lookups = new Map<string, number[]>();
  let refused = 0;

  function keep(record: TrailRecord): TrailRecord {
    const delay = typeof delaySeconds === "number" ? delaySeconds : delaySeconds(record);
    all.push({ record, number: all.length, from: Date.parse(record.eventTime) + delay * 1000 });
    return record;
  }
  function isTooFast(place: string): boolean {
    if (limit === undefined) return false;
    const at = limit.elapsed();
    const recent = (lookups.get(place) ?? []).filter((time) => at - time < 1000);
    const isRefused = recent.length >= limit.lookupsPerSecond;
    lookups.set(place, isRefused ? recent : [...recent, at]);
    return isRefused;
  }
  return {
    faults(call) {
      if (call.service !== "cloudtrail" || call.operation !== "LookupEvents") return undefined;
      const { account, region } = call;
      if (isTooFast(`${account}/${region}`)) {
        refused++;
        return throttled(call);
      }
      const at = now();
      const seen = all.filter(
        ({ record, from }) => record.recipientAccountId === account && record.awsRegion === region && from <= at.getTime(),
      );
      return lookup(call, seen, at, tokenPages);
    },
    observer: {
      watches: isRecorded,
      answered: (exchange) => void keep(toRecord(exchange, now(), all.length)),
    },
    get records() {
      return all.map(({ record }) => record);
    },
    get throttled() {
      return refused;
    },
    add({ account, region, ...event }) {
      const eventTime = timeText(now());
      const userIdentity = { accountId: account, invokedBy: event.eventSource };
      return keep({
        ...{ eventVersion: "1.11", userIdentity, eventTime, ...event, awsRegion: region, sourceIPAddress: event.eventSource },
        ...{ userAgent: event.eventSource, requestParameters: null, responseElements: null, readOnly: false },
        ...{ eventID: idOf(`${all.length} ${account} ${region} ${eventTime}`), eventType: "AwsServiceEvent", managementEvent: true },
        ...{ recipientAccountId: account, eventCategory: "Management" },
      });
    },
  };
}
