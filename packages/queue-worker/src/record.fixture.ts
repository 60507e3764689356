import type { SqsRecord } from "./sqs-event.ts";

/** A record of a queue, with the id and the body given. */
export const recordOf = (messageId: string, body = messageId, more: Partial<SqsRecord> = {}): SqsRecord => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body,
  attributes: { ApproximateReceiveCount: "1" },
  messageAttributes: {},
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:111111111111:q",
  awsRegion: "eu-west-1",
  ...more,
});
