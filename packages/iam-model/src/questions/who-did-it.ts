import { z } from "zod";
import type { ChangedBy } from "./diff-answer.ts";
import type { ToldAt } from "./told-by.ts";

/** What is read of a record of CloudTrail to tell who did something. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const ChangeRecord = z.object({
  eventName: z.string(),
  eventSource: z.string().nullish(),
  eventTime: z.iso.datetime(),
  eventID: z.string().nullish(),
  errorCode: z.string().nullish(),
  recipientAccountId: z.string().nullish(),
  userIdentity: z
    .object({
      type: z.string().nullish(),
      userName: z.string().nullish(),
      arn: z.string().nullish(),
      invokedBy: z.string().nullish(),
      accountId: z.string().nullish(),
    })
    .nullish(),
  requestParameters: z.record(z.string(), z.json()).nullish(),
  responseElements: z.record(z.string(), z.json()).nullish(),
});
type ChangeRecord = z.output<typeof ChangeRecord>;

/** A call that would have made a change. */
export interface Call {
  /** The first label of `eventSource`: other services have calls of the same name. */
  readonly service: string;
  readonly event: string;
  /**
   * Members of the request, or of its answer where the request has none of that name; `accessKey.accessKeyId` is a member of a member;
   * null is none.
   */
  readonly parameters: Readonly<Record<string, string | boolean | null>>;
}

/** What to look for: one of the calls, in the account, until what it made was told. */
export interface Sought {
  readonly account: string;
  readonly calls: readonly Call[];
  readonly told: ToldAt;
}

/** Finds who made changes between two instants. */
export interface WhoDidIt {
  find(sought: Sought): ChangedBy;
}

/**
 * Reads records of CloudTrail; what is none, or tells of a refused call, or lies outside of the two instants, is passed over. Of several that
 * fit the last one before the look that told the change counts, since it made what was seen. Where it is not sure which look that was, a call
 * that may have come after it is not named. `unknown` stays unknown.
 */
export function whoDidIt(records: Iterable<unknown> | undefined, { from, to }: { from: string; to: string }): WhoDidIt {
  if (records === undefined) return { find: () => ({ known: false, why: "no records of CloudTrail were given" }) };
  const byEvent = new Map<string, ChangeRecord[]>();
  const [start, end] = [Date.parse(from), Date.parse(to)];
  for (const value of records) {
    const { success, data } = ChangeRecord.safeParse(value);
    if (!success || data.errorCode) continue;
    const at = Date.parse(data.eventTime);
    if (at < start || at > end) continue;
    const list = byEvent.get(data.eventName) ?? [];
    list.push(data);
    byEvent.set(data.eventName, list);
  }
  return {
    find({ account, calls, told }) {
      const isLate = ({ eventTime }: ChangeRecord): boolean => !(Date.parse(eventTime) <= Date.parse(told.at));
      const fitting = calls
        .flatMap((call) => (byEvent.get(call.event) ?? []).filter((record) => isRecordOf(record, account, call)))
        .filter((record) => !told.isSure || !isLate(record));
      const last = fitting.reduce<ChangeRecord | undefined>(
        (latest, one) => (latest === undefined || Date.parse(one.eventTime) >= Date.parse(latest.eventTime) ? one : latest),
        undefined,
      );
      const who = last?.userIdentity?.arn ?? last?.userIdentity?.invokedBy ?? undefined;
      const events = [...new Set(calls.map(({ event }) => event))];
      if (events.length === 0) return { known: false, why: "no event of CloudTrail is known to tell of it" };
      if (last === undefined) return { known: false, why: `no record of ${events.join(" or ")} about it` };
      if (isLate(last))
        return {
          known: false,
          why: `nobody can tell whether ${last.eventName} of ${last.eventTime} came before what was seen`,
        };
      if (who === undefined) return { known: false, why: `the record of ${last.eventName} names nobody` };
      return { known: true, who, at: last.eventTime, event: last.eventName, eventId: last.eventID ?? null };
    },
  };
}

/** Calls on an organization or on Identity Center are recorded in the account that runs them. */
function isRecordOf(
  { eventSource, recipientAccountId, userIdentity, requestParameters, responseElements }: ChangeRecord,
  account: string,
  { service, parameters }: Call,
): boolean {
  const of = recipientAccountId ?? userIdentity?.accountId;
  if (service === "iam" && of && of !== account) return false;
  if (eventSource && eventSource.split(".")[0] !== service) return false;
  // A call of a user that names none is about the caller. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
  const own = service === "iam" && userIdentity?.type === "IAMUser" ? { userName: userIdentity.userName ?? null } : {};
  const request = { ...own, ...requestParameters };
  return Object.entries(parameters).every(
    ([path, value]) => (memberAt(request, path) ?? memberAt(responseElements, path) ?? null) === value,
  );
}

type Json = z.core.util.JSONType;
const memberAt = (value: Json | null | undefined, path: string): Json | undefined =>
  path
    .split(".")
    .reduce<Json | undefined>(
      (inner, name) => (typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner[name] : undefined),
      value ?? undefined,
    );
