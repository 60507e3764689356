import { z } from "zod";
import { RecordError, RecordHead } from "./record.ts";

const Delivered = z.object({
  "detail-type": z.string(),
  account: z.string().optional().catch(undefined),
  detail: z.record(z.string(), z.unknown()),
});
const Found = z.object({ CloudTrailEvent: z.string() });
const Many = z.union([z.object({ Records: z.array(z.unknown()) }), z.object({ Events: z.array(z.unknown()) })]);

/**
 * The record in an EventBridge event (`detail`) or in an answer of LookupEvents (`CloudTrailEvent`, a text); any other value is taken for
 * the record itself. Throws a RecordError for an event of EventBridge that is not CloudTrail's.
 */
export function unwrap(value: unknown): unknown {
  const delivered = Delivered.safeParse(value);
  if (delivered.success) {
    const { account, detail } = delivered.data;
    // The envelope names the account too, which old records do not.
    if (RecordHead.safeParse(detail).success) return { ...detail, recipientAccountId: detail["recipientAccountId"] ?? account };
    throw new RecordError(`the event is a ${JSON.stringify(delivered.data["detail-type"])}, not a record of CloudTrail`, {
      field: "detail-type",
      hint: "send only events of type AWS API Call via CloudTrail; docs/events_to_watch.json has the patterns",
    });
  }
  const found = Found.safeParse(value);
  if (!found.success) return value;
  try {
    return JSON.parse(found.data.CloudTrailEvent);
  } catch (cause) {
    throw new RecordError("the text in CloudTrailEvent is not JSON", {
      field: "CloudTrailEvent",
      hint: "give what LookupEvents answered as it is",
      cause,
    });
  }
}

/** The records of a file of CloudTrail (`Records`), of an answer of LookupEvents (`Events`) or of a list; any other value is one. */
export function recordsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const many = Many.safeParse(value);
  if (!many.success) return [value];
  return "Records" in many.data ? many.data.Records : many.data.Events;
}
