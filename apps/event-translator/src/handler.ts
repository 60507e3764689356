import { chunks } from "@plumbline/audit-kit/flow";
import type { Aws } from "@plumbline/aws-session/aws";
import { once } from "@plumbline/aws-session/once";
import type { Session } from "@plumbline/aws-session/session";
import type { Io } from "@plumbline/cli/io";
import { type Limits, limitsOf } from "@plumbline/cli/limits";
import { type Log, makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { queuePlace } from "@plumbline/cli/queue-place";
import { batchSize, type Outgoing, sendMessages } from "@plumbline/cli/send";
import type { EventTable } from "@plumbline/cloudtrail-incremental/event-table";
import type { RecordError } from "@plumbline/cloudtrail-incremental/record";
import { translate } from "@plumbline/cloudtrail-incremental/translate";
import { answerBatch } from "@plumbline/queue-worker/answer-batch";
import { type DeadLetter, sendToDeadLetters } from "@plumbline/queue-worker/dead-letter";
import type { Handler } from "@plumbline/queue-worker/handler";
import { SqsEvent } from "@plumbline/queue-worker/sqs-event";
import { counted } from "@plumbline/reports/text";
import { z } from "zod";
import { type LambdaSettings, readLambdaSettings } from "./lambda-settings.ts";
import { narrow } from "./narrow.ts";
import { ownOf } from "./own-of.ts";
import { tableOf } from "./table.ts";
import { toOutgoing } from "./to-outgoing.ts";

/** What the letters of a dead-letter queue are told apart by; EventBridge gives every event an id. */
const Named = z.object({ id: z.string().min(1).catch("unknown") }).catch({ id: "unknown" });

interface Translator extends LambdaSettings {
  readonly table: EventTable;
  readonly session: Session;
  readonly limits: Limits;
  readonly log: Log;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Makes the event translator's Lambda: it takes an event of EventBridge, or a batch of a queue with such events. Messages that the queue did
 * not take reject, so that the event comes again. An event that can't be read goes to the dead-letter queue with its reason; where there is
 * none, it rejects with the reason. What is set wrongly rejects the invocation before any message is sent. One session serves all invocations.
 */
export function makeHandler(io: Io): Handler {
  const opened = once(() => open(io));
  return async (event) => {
    const translator = await opened("");
    const batch = SqsEvent.safeParse(event);
    if (!batch.success) return handleOne(event, translator);
    return answerBatch(batch.data, {
      handle: async ({ body }) => {
        const error = await pass(parse(body), translator);
        return error ? { kind: "poison", reason: reasonOf(error) } : { kind: "done" };
      },
      bury: (record, reason) => bury(record, reason, translator),
      tell: ({ messageId, body }, { kind, reason }) =>
        translator.log("warn", `message ${messageId}: ${reason}`, { messageId, outcome: kind, body }),
      atOnce: batchSize,
    });
  };
}

async function open(io: Io): Promise<Translator> {
  const settings = readLambdaSettings(io.environment);
  const { config } = settings;
  const table = await tableOf(config.checks, config.excludeChecks);
  const session = await openSession(config, newRunId(io), io);
  try {
    return { ...settings, table, session, limits: await limitsOf(session, config), log: makeLog(io, config), sleep: io.sleep };
  } catch (error) {
    session.close();
    throw error;
  }
}

async function handleOne(event: unknown, translator: Translator): Promise<undefined> {
  const error = await pass(event, translator);
  if (!error) return;
  translator.log("warn", `an event can't be read: ${reasonOf(error)}`, { event: error.event ?? "unknown", field: error.field });
  if (translator.deadLetterQueue === undefined) throw error;
  const { id } = Named.parse(event);
  await bury({ messageId: id, body: JSON.stringify(event), messageAttributes: {} }, reasonOf(error), translator);
}

/** A text that is not JSON stays one, and is told as no record. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Sends the messages of an event; what can't be read is the answer. Rejects when the queue does not take a message. */
async function pass(event: unknown, translator: Translator): Promise<RecordError | undefined> {
  const { config, table, limits } = translator;
  const done = await narrow(translate(event, table, ownOf(config)), limits, table);
  if (done.kind === "unreadable") return done.error;
  if (done.kind === "ignored") translator.log("info", "ignored", { reason: done.reason });
  else await send(config.sqs, done.messages.map(toOutgoing), translator);
  return undefined;
}

const reasonOf = ({ message, hint }: RecordError): string => `${message}; ${hint}`;

async function bury(message: DeadLetter, reason: string, translator: Translator): Promise<void> {
  const { deadLetterQueue: queue } = translator;
  if (queue === undefined) throw new SendError("PLUMBLINE_DEAD_LETTER_QUEUE names no queue");
  await sendToDeadLetters(await awsOf(queue, translator), queue, message, reason);
}

const awsOf = (queue: string, { session }: Translator): Promise<Aws> => session.connect(queuePlace(session, queue));

/** Puts messages into a queue, or rejects when it does not take them all: those that it took come twice then, which does no harm. */
async function send(queue: string, messages: readonly Outgoing[], translator: Translator): Promise<void> {
  const aws = await awsOf(queue, translator);
  for (const group of chunks(messages, batchSize)) {
    const [first, ...others] = await sendMessages(aws, queue, group, translator.sleep);
    if (first)
      throw new SendError(`${queue} did not take ${counted(others.length + 1, "message")}, first ${first.message.body}: ${first.reason}`);
  }
}

class SendError extends Error {
  override readonly name = "SendError";
}
