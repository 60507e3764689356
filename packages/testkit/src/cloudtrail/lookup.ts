import { createHash } from "node:crypto";
import { z } from "zod";
import type { Call } from "../aws-call.ts";
import type { Reply } from "../faults.ts";
import type { TrailRecord } from "./to-record.ts";

/** A record and its place in the order of arrival. */
export interface Kept {
  readonly record: TrailRecord;
  readonly number: number;
}

const Asked = z.object({
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  LookupAttributes: z.array(z.object({ AttributeKey: z.string(), AttributeValue: z.string() })).default([]),
  MaxResults: z.number().default(50),
  NextToken: z.string().optional(),
});
type Asked = z.output<typeof Asked>;

const Token = z.object({ of: z.string(), time: z.number(), number: z.number(), page: z.number() });

/** What a lookup is refused for. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const attributes: Readonly<Record<string, (record: TrailRecord) => string>> = {
  EventId: ({ eventID }) => eventID,
  EventName: ({ eventName }) => eventName,
  EventSource: ({ eventSource }) => eventSource,
  ReadOnly: ({ readOnly }) => String(readOnly),
  Username: () => "testing",
  AccessKeyId: () => "AKIATESTING",
};

/** Answers LookupEvents from what is to be seen of one account and region. A token is refused after `tokenPages` pages. */
export function lookup(call: Call, seen: readonly Kept[], now: Date, tokenPages: number): Reply {
  try {
    const parsed = Asked.safeParse(JSON.parse(call.body || "{}"));
    if (!parsed.success) throw new Refused("InvalidParameterException", parsed.error.message);
    return toReply(200, answer(parsed.data, seen, now, tokenPages));
  } catch (error) {
    if (error instanceof Refused) return toReply(400, { __type: error.code, message: error.message });
    throw error;
  }
}

const toReply = (status: number, body: object): Reply => ({
  ...{ status, headers: { "content-type": "application/x-amz-json-1.1" } },
  body: JSON.stringify(body),
});

const secondsOf = ({ record }: Kept): number => Date.parse(record.eventTime) / 1000;

function answer(asked: Asked, seen: readonly Kept[], now: Date, tokenPages: number): object {
  const { MaxResults, LookupAttributes, NextToken, StartTime = 0, EndTime = now.getTime() / 1000 } = asked;
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 50)
    throw new Refused("InvalidMaxResultsException", "MaxResults is from 1 to 50");
  if (LookupAttributes.length > 1) throw new Refused("InvalidLookupAttributesException", "one attribute a lookup");
  if (StartTime > EndTime) throw new Refused("InvalidTimeRangeException", "the start is after the end");
  const of = createHash("sha256")
    .update(JSON.stringify([StartTime, asked.EndTime, LookupAttributes, MaxResults]))
    .digest("hex");
  const token = NextToken === undefined ? undefined : readToken(NextToken, of, tokenPages);
  const oldest = now.getTime() / 1000 - 90 * 24 * 3600;
  const chosen = seen
    .filter((one) => secondsOf(one) >= Math.max(StartTime, oldest) && secondsOf(one) <= EndTime)
    .filter(({ record }) =>
      LookupAttributes.every(({ AttributeKey, AttributeValue }) => attributeOf(AttributeKey, record) === AttributeValue),
    )
    .sort((a, b) => secondsOf(b) - secondsOf(a) || b.number - a.number)
    .filter((one) => token === undefined || secondsOf(one) < token.time || (secondsOf(one) === token.time && one.number < token.number));
  const page = chosen.slice(0, MaxResults);
  const last = page.at(-1);
  const next = { of, time: last ? secondsOf(last) : 0, number: last?.number ?? 0, page: (token?.page ?? 0) + 1 };
  const NextTokenOut = chosen.length > page.length ? Buffer.from(JSON.stringify(next)).toString("base64url") : undefined;
  return { Events: page.map(toEvent), NextToken: NextTokenOut };
}

function attributeOf(key: string, record: TrailRecord): string {
  const value = attributes[key];
  if (value === undefined) throw new Refused("InvalidLookupAttributesException", `the stand-in can't look up by ${key}`);
  return value(record);
}

function readToken(text: string, of: string, tokenPages: number): z.output<typeof Token> {
  const token = Token.safeParse(JSON.parse(Buffer.from(text, "base64url").toString()));
  if (!token.success || token.data.of !== of || token.data.page > tokenPages)
    throw new Refused("InvalidNextTokenException", "the token is out of date, or of another lookup");
  return token.data;
}

const toEvent = ({ record }: Kept) => ({
  ...{ EventId: record.eventID, EventName: record.eventName, EventSource: record.eventSource, ReadOnly: String(record.readOnly) },
  ...{ EventTime: Date.parse(record.eventTime) / 1000, AccessKeyId: "AKIATESTING", Username: "testing", Resources: [] },
  CloudTrailEvent: JSON.stringify(record),
});
