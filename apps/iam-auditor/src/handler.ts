import { once } from "@plumbline/aws-session/once";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { queuePlace } from "@plumbline/cli/queue-place";
import { answerBatch } from "@plumbline/queue-worker/answer-batch";
import { type DeadLetter, sendToDeadLetters } from "@plumbline/queue-worker/dead-letter";
import type { Handler } from "@plumbline/queue-worker/handler";
import { SqsEvent } from "@plumbline/queue-worker/sqs-event";
import { z } from "zod";
import { type ProcessorSettings, readProcessorSettings } from "./lambda-settings.ts";
import { type OpenStore, openStoreOfOptions } from "./open-store-of-options.ts";
import { type Processing, processMessage } from "./process-message.ts";

/** What Lambda invokes a function with that is subscribed to a topic. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
const SnsEvent = z.object({
  Records: z
    .array(z.object({ EventSource: z.literal("aws:sns"), Sns: z.object({ MessageId: z.string().min(1), Message: z.string() }) }))
    .min(1),
});

const messagesAtOnce = 2;

interface Processor extends Processing, Pick<ProcessorSettings, "deadLetterQueue"> {}

/**
 * Makes the processor's Lambda: it collects what the messages of a queue or a topic ask for. Of a queue, messages whose reason may pass come
 * again one by one; of a topic, such a message rejects the invocation, which Lambda repeats. What is no message goes to the dead-letter queue
 * with its reason; where there is none, it is rejected. What is set wrongly rejects the invocation before anything is collected. One store
 * and one session serve all invocations.
 */
export function makeHandler(io: Io, storeOf: OpenStore = openStoreOfOptions): Handler {
  const opened = once(() => open(io, storeOf));
  return async (event) => {
    const processor = await opened("");
    const ofTopic = SnsEvent.safeParse(event);
    if (ofTopic.success) {
      for (const { Sns } of ofTopic.data.Records) await processOne({ messageId: Sns.MessageId, body: Sns.Message }, processor);
      return undefined;
    }
    const batch = SqsEvent.safeParse(event);
    if (!batch.success) throw new Error("the event is neither a batch of messages from SQS nor messages from SNS");
    return answerBatch(batch.data, {
      atOnce: messagesAtOnce,
      handle: ({ body }) => processMessage(body, processor),
      bury: (record, reason) => bury(record, reason, processor),
      tell: ({ messageId, body }, { kind, reason }) =>
        processor.log("warn", `message ${messageId}: ${reason}`, { messageId, outcome: kind, body }),
    });
  };
}

async function open(io: Io, storeOf: OpenStore): Promise<Processor> {
  const { config, deadLetterQueue } = readProcessorSettings(io.environment);
  const session = await openSession(config, newRunId(io), io);
  try {
    return { config, deadLetterQueue, session, io, log: makeLog(io, config), store: await storeOf(config, io) };
  } catch (error) {
    session.close();
    throw error;
  }
}

async function processOne({ messageId, body }: Pick<DeadLetter, "messageId" | "body">, processor: Processor): Promise<void> {
  const outcome = await processMessage(body, processor);
  if (outcome.kind === "done") return;
  processor.log("warn", `message ${messageId}: ${outcome.reason}`, { messageId, outcome: outcome.kind, body });
  if (outcome.kind === "again") throw new MessageError(`message ${messageId} has to come again: ${outcome.reason}`);
  await bury({ messageId, body, messageAttributes: {} }, outcome.reason, processor);
}

async function bury(record: DeadLetter, reason: string, { deadLetterQueue: queue, session }: Processor): Promise<void> {
  if (queue === undefined) throw new MessageError(`${reason}; PLUMBLINE_DEAD_LETTER_QUEUE names no queue that could take it`);
  await sendToDeadLetters(await session.connect(queuePlace(session, queue)), queue, record, reason);
}

class MessageError extends Error {
  override readonly name = "MessageError";
}
