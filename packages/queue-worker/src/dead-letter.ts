import type { Aws } from "@plumbline/aws-session/aws";
import type { SqsRecord } from "./sqs-event.ts";

// Of a message attribute's value; SQS takes what XML 1.0 can hold, and 256 KiB with the body. Long reasons are cut.
const longest = 1000;

/** A message as it came; an event that came otherwise has no attributes, and its own id. */
export type DeadLetter = Pick<SqsRecord, "messageId" | "body" | "messageAttributes">;

/**
 * Puts a message into a dead-letter queue as it is, with the attribute `reason`. Its own attributes stay, save those that would be more than
 * the ten that SQS takes. Rejects with an AwsError when the queue does not take it.
 */
export async function sendToDeadLetters(aws: Aws, queue: string, record: DeadLetter, reason: string): Promise<void> {
  const { SQSClient, SendMessageCommand } = await import("@aws-sdk/client-sqs");
  const own = Object.entries(record.messageAttributes)
    .filter(([name, { stringValue }]) => name !== "reason" && stringValue)
    .slice(0, 8)
    .map(([name, { dataType, stringValue }]) => [name, { DataType: dataType, StringValue: stringValue }] as const);
  await aws.client(SQSClient).send(
    new SendMessageCommand({
      QueueUrl: queue,
      MessageBody: record.body,
      MessageAttributes: {
        ...Object.fromEntries(own),
        reason: { DataType: "String", StringValue: printable(reason).slice(0, longest) },
        messageId: { DataType: "String", StringValue: record.messageId },
      },
    }),
  );
}

const printable = (text: string): string => text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, "\uFFFD") || "no reason";
