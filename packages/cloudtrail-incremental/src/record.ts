import { z } from "zod";

/** Enough of a record to tell whether it matters. */
export const RecordHead = z.object({
  eventSource: z.string().min(1),
  eventName: z.string().min(1),
  errorCode: z.string().nullish(),
});

const Identity = z.object({
  arn: z.string().optional(),
  sessionContext: z.object({ sessionIssuer: z.object({ arn: z.string().optional() }).nullish() }).nullish(),
});

/**
 * What we read of a record that matters. Records of before 2015 have no recipientAccountId.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const CloudTrailRecord = RecordHead.extend({
  eventID: z.string().optional(),
  awsRegion: z.string().min(1),
  recipientAccountId: z.string().nullish(),
  userIdentity: Identity.nullish(),
  requestParameters: z.json().optional(),
  responseElements: z.json().optional(),
  /** What AWS did by itself, such as an interruption of Spot instances. */
  serviceEventDetails: z.json().optional(),
  resources: z.array(z.object({ ARN: z.string().optional(), accountId: z.string().optional() })).nullish(),
});
export type CloudTrailRecord = z.output<typeof CloudTrailRecord>;

/** A record that can't be read: which event, what of it, and what to do. It is never passed over in silence. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  /** Source and name, such as `s3.amazonaws.com CreateBucket`; undefined when the record does not tell. */
  readonly event: string | undefined;
  readonly field: string;
  readonly hint: string;

  constructor(message: string, options: { event?: string | undefined; field: string; hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.event = options.event;
    this.field = options.field;
    this.hint = options.hint;
  }
}
