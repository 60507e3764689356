import type { Aws } from "@plumbline/aws-session/aws";
import { bytesOf, fitNotice } from "./fit.ts";
import { letterOf, readLetter, type Spool } from "./spool.ts";

const mostBytes = 200_000;
const mostLetters = 1000;
const batch = 10;

/**
 * Keeps letters in an SQS queue, one notice each. A letter that could not be sent comes back when its visibility ends; the queue's own
 * redrive takes it away in the end. Rejects with an AwsError.
 */
export const sqsSpool = (queue: string, connect: () => Promise<Aws>): Spool => ({
  async add(letter) {
    const { SendMessageCommand, SQSClient } = await import("@aws-sdk/client-sqs");
    const sqs = (await connect()).client(SQSClient);
    for (const notice of letter.notices) {
      const fitted = bytesOf(notice) > mostBytes ? fitNotice(notice, mostBytes) : notice;
      const single = letterOf(letter.channel, [fitted], { reason: letter.reason, at: new Date(letter.queuedAt) });
      await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(single) }));
    }
  },
  async *waiting() {
    const { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } = await import("@aws-sdk/client-sqs");
    const sqs = (await connect()).client(SQSClient);
    for (let count = 0; count < mostLetters; ) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: batch, WaitTimeSeconds: 0, VisibilityTimeout: 120 }),
      );
      if (Messages.length === 0) return;
      count += Messages.length;
      for (const { Body = "", ReceiptHandle, MessageId } of Messages)
        yield {
          where: `message ${MessageId} of ${queue}`,
          remove: async () => void (await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }))),
          ...readLetter(Body),
        };
    }
  },
});
