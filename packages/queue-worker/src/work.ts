import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import type { Aws } from "@plumbline/aws-session/aws";
import { failedOf } from "./failed-of.ts";
import type { Handler } from "./handler.ts";
import { invoke } from "./invoke.ts";
import type { SqsEvent } from "./sqs-event.ts";
import { type Source, toRecord } from "./to-record.ts";

export interface WorkOptions {
  /** Signed in to the account of the queue. */
  readonly aws: Aws;
  /** The URL of the queue. */
  readonly queue: string;
  readonly handler: Handler;
  /** Messages of one invocation, 1 to 10. */
  readonly batchSize: number;
  /** Invocations side by side. */
  readonly atOnce: number;
  /** Of one invocation; the queue's visibility time-out should be six times as long. */
  readonly timeoutSeconds: number;
  /** How long one call waits for messages, 0 to 20. */
  readonly waitSeconds: number;
  /** Ends when SQS counts no message any more, neither waiting nor hidden nor delayed; else it goes on until `signal`. AWS's counts lag. */
  readonly untilEmpty: boolean;
  /** Ends after the batches that are under way. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each invocation, when what succeeded is deleted. */
  tell(invocation: Invocation): void;
  elapsed(): number;
  /** Names an invocation. */
  requestId(): string;
}
/** What became of a batch, by message id: deleted, or to come again; `error` says why the whole batch does. */
export interface Invocation {
  readonly deleted: readonly string[];
  readonly failed: readonly string[];
  readonly error?: unknown;
}
/** What a worker did; a message that came three times counts three times. */
export interface Worked {
  readonly invocations: number;
  readonly deliveries: number;
  readonly deleted: number;
  readonly failed: number;
}

/**
 * Runs a handler with the messages of a queue, as Lambda's event source mapping does with ReportBatchItemFailures: it deletes what
 * succeeded and nothing else; what failed comes back after the queue's visibility time-out, and goes where its redrive policy says.
 * Rejects with an AwsError when the queue can't be read; what was received by then is handled first.
 */
export async function work(options: WorkOptions): Promise<Worked> {
  const { aws, queue, signal } = options;
  const { SQSClient, GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const sqs = aws.client(SQSClient);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ["QueueArn"] }));
  const source = { arn: Attributes?.QueueArn ?? "", region: aws.region };
  const worked = { invocations: 0, deliveries: 0, deleted: 0, failed: 0 };
  const failure: { cause?: unknown } = {};
  const loop = async () => {
    while (!("cause" in failure) && !signal?.aborted) {
      const messages = await receive(sqs, options);
      if (messages.length === 0) {
        // Messages that another loop is handling are counted as hidden, so all go on until the last one is done.
        if (options.untilEmpty && (await isEmpty(sqs, queue))) return;
        continue;
      }
      const { done, error } = await handleBatch(messages, source, options);
      const deleted = await remove(sqs, queue, done);
      const failed = messages.filter((message) => !deleted.includes(message));
      worked.invocations++;
      worked.deliveries += messages.length;
      worked.failed += failed.length;
      worked.deleted += deleted.length;
      options.tell({ deleted: deleted.map(idOf), failed: failed.map(idOf), ...(error === undefined ? {} : { error }) });
    }
  };
  const loops = Array.from({ length: options.atOnce }, () =>
    loop().catch((cause: unknown) => {
      failure.cause ??= cause;
    }),
  );
  await Promise.all(loops);
  if ("cause" in failure) throw failure.cause;
  return worked;
}

async function receive(sqs: SQSClient, { queue, batchSize, waitSeconds, signal }: WorkOptions): Promise<Message[]> {
  const { ReceiveMessageCommand } = await import("@aws-sdk/client-sqs");
  const command = new ReceiveMessageCommand({
    QueueUrl: queue,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  });
  try {
    const { Messages = [] } = await sqs.send(command, signal ? { abortSignal: signal } : {});
    return Messages;
  } catch (error) {
    if (signal?.aborted) return [];
    throw error;
  }
}

const counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;

async function isEmpty(sqs: SQSClient, queue: string): Promise<boolean> {
  const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...counts] }));
  return counts.every((name) => Number(Attributes?.[name] ?? 1) === 0);
}

const idOf = ({ MessageId = "" }: Message): string => MessageId;

/** Gives the messages that succeeded. */
async function handleBatch(
  messages: readonly Message[],
  source: Source,
  options: WorkOptions,
): Promise<{ done: Message[]; error?: unknown }> {
  const { handler, timeoutSeconds: seconds, elapsed } = options;
  const event: SqsEvent = { Records: messages.map((message) => toRecord(message, source)) };
  try {
    const failed = failedOf(messages.map(idOf), await invoke(handler, event, { seconds, requestId: options.requestId(), elapsed }));
    return { done: messages.filter((message) => !failed.has(idOf(message))) };
  } catch (error) {
    return { done: [], error };
  }
}

/** Deletes messages, and gives those that are; one that can't be deleted comes again, as in Lambda. */
async function remove(sqs: SQSClient, queue: string, messages: readonly Message[]): Promise<Message[]> {
  if (messages.length === 0) return [];
  const { DeleteMessageBatchCommand } = await import("@aws-sdk/client-sqs");
  const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
  const refused = new Set(Failed.map(({ Id }) => Id));
  return messages.filter((_, i) => !refused.has(String(i)));
}
