import type { Aws } from "@plumbline/audit-kit/define";
import type { ResourceRef } from "@plumbline/finding-model/resource";

const attempts = 3;
export const batchSize = 10; // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html

/** Some messages could not be put into the queue. */
export class SendError extends Error {
  override readonly name = "SendError";
  readonly kind = "failed";
}

/** Puts up to ten messages into a queue with one call; those that the queue refused are tried again. */
export async function sendMessages(aws: Aws, queue: string, messages: readonly ResourceRef[]): Promise<void> {
  const { SQSClient, SendMessageBatchCommand } = await import("@aws-sdk/client-sqs");
  let left = messages.map((message, i) => ({ Id: String(i), MessageBody: JSON.stringify(message) }));
  let reason = "";
  for (let attempt = 0; attempt < attempts && left.length > 0; attempt++) {
    const { Failed = [] } = await aws.client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: left }));
    reason = Failed[0]?.Message ?? Failed[0]?.Code ?? "";
    left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
  }
  if (left.length > 0) throw new SendError(`${left.length} messages could not be put into ${queue}: ${reason}`);
}
