import { z } from "zod";
import type { ChangedBy } from "./diff-answer.ts";

/** What is read of a record of CloudTrail to tell who did something. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const ChangeRecord = z.object({
  eventName: z.string(),
  eventTime: z.iso.datetime(),
  eventID: z.string().nullish(),
  errorCode: z.string().nullish(),
  recipientAccountId: z.string().nullish(),
  userIdentity: z
    .object({ type: z.string().nullish(), arn: z.string().nullish(), invokedBy: z.string().nullish(), accountId: z.string().nullish() })
    .nullish(),
  requestParameters: z.record(z.string(), z.json()).nullish(),
  responseElements: z.record(z.string(), z.json()).nullish(),
});
type ChangeRecord = z.output<typeof ChangeRecord>;

/** What to look for: one of the events, in the account, with these request parameters. */
export interface Sought {
  readonly account: string;
  readonly events: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds who made changes between two instants. */
export interface WhoDidIt {
  find(sought: Sought): ChangedBy;
}

/**
 * Reads records of CloudTrail; what is none, or tells of a refused call, or lies outside of the two instants, is passed over. Of several that
 * fit the last counts, since it made what was seen. `unknown` stays unknown.
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
    find({ account, events, parameters }) {
      const fitting = events.flatMap((name) => byEvent.get(name) ?? []).filter((record) => isAbout(record, account, parameters));
      const last = fitting.reduce<ChangeRecord | undefined>(
        (latest, one) => (latest === undefined || Date.parse(one.eventTime) >= Date.parse(latest.eventTime) ? one : latest),
        undefined,
      );
      const who = last?.userIdentity?.arn ?? last?.userIdentity?.invokedBy ?? undefined;
      if (events.length === 0) return { known: false, why: "no event of CloudTrail is known to tell of it" };
      if (last === undefined) return { known: false, why: `no record of ${events.join(" or ")} about it` };
      if (who === undefined) return { known: false, why: `the record of ${last.eventName} names nobody` };
      return { known: true, who, at: last.eventTime, event: last.eventName, eventId: last.eventID ?? null };
    },
  };
}

function isAbout(
  { recipientAccountId, userIdentity, requestParameters, responseElements }: ChangeRecord,
  account: string,
  parameters: Sought["parameters"],
): boolean {
  const of = recipientAccountId ?? userIdentity?.accountId;
  if (account !== "" && of && of !== account) return false;
  return Object.entries(parameters).every(
    ([name, value]) => isSaid(requestParameters?.[name], value) || isMade(responseElements, name, value),
  );
}

/** CreateGroupMembership tells a member as `{ userId }`. */
const isSaid = (said: z.core.util.JSONType | undefined, value: string): boolean =>
  said === value || (typeof said === "object" && said !== null && !Array.isArray(said) && said["userId"] === value);

/** CreateAccessKey tells the key's id in its answer alone. */
const isMade = (answer: ChangeRecord["responseElements"], name: string, value: string): boolean => {
  const made = answer?.["accessKey"];
  return typeof made === "object" && made !== null && !Array.isArray(made) && made[name] === value;
};
