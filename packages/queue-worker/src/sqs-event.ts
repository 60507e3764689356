import { z } from "zod";

/** A message attribute as Lambda gets it: the lists are empty, since SQS has none yet. */
export const MessageAttribute = z.object({
  dataType: z.string(),
  stringValue: z.string().optional(),
  binaryValue: z.string().optional(),
  stringListValues: z.array(z.string()).optional(),
  binaryListValues: z.array(z.string()).optional(),
});
export type MessageAttribute = z.infer<typeof MessageAttribute>;

/**
 * One message of a batch, as Lambda gets it. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * `attributes` are SQS's own, such as ApproximateReceiveCount; all are text.
 */
export const SqsRecord = z.object({
  messageId: z.string().min(1),
  receiptHandle: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.string()).default({}),
  messageAttributes: z.record(z.string(), MessageAttribute).default({}),
  md5OfBody: z.string().optional(),
  eventSource: z.literal("aws:sqs"),
  eventSourceARN: z.string(),
  awsRegion: z.string(),
});
export type SqsRecord = z.infer<typeof SqsRecord>;

/** What Lambda invokes a function with that reads from a queue. */
export const SqsEvent = z.object({ Records: z.array(SqsRecord) });
export type SqsEvent = z.infer<typeof SqsEvent>;

/** The messages of a batch that shall come again; the others are deleted. Lambda reads it when ReportBatchItemFailures is set. */
export const BatchResponse = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });
export type BatchResponse = z.infer<typeof BatchResponse>;
