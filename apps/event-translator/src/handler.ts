import { chunks } from "@plumbline/audit-kit/flow";
import type { Aws } from "@plumbline/aws-session/aws";
import { SessionOptions } from "@plumbline/aws-session/options";
import { mainRegion } from "@plumbline/aws-session/partition";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { type Log, makeLog } from "@plumbline/cli/log";
import { batchSize, type Outgoing, regionOfQueue, sendMessages } from "@plumbline/cli/send";
import type { EventTable } from "@plumbline/cloudtrail-incremental/event-table";
import type { RecordError } from "@plumbline/cloudtrail-incremental/record";
import { translate } from "@plumbline/cloudtrail-incremental/translate";
import { answerBatch } from "@plumbline/queue-worker/answer-batch";
import { type DeadLetter, sendToDeadLetters } from "@plumbline/queue-worker/dead-letter";
import { type BatchResponse, SqsEvent } from "@plumbline/queue-worker/sqs-event";
import { z } from "zod";
import { LambdaConfig } from "./config.ts";
import { tableOf } from "./table.ts";
import { toOutgoing } from "./to-outgoing.ts";

/** What the letters of a dead-letter queue are told apart by; EventBridge gives every event an id. */
const Named = z.object({ id: z.string().min(1).catch("unknown") }).catch({ id: "unknown" });

interface Ready {
  readonly config: LambdaConfig;
  readonly table: EventTable;
  readonly session: Session;
  readonly log: Log;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Makes the Lambda's handler for an event of EventBridge, or for a batch of a queue with such events. Messages that the queue did not take
 * reject, so that the event comes again. An event that can't be read goes to the dead-letter queue with its reason; where there is none, it
 * rejects with the reason. What the environment says and the sign-in are kept between calls.
 */
export function makeHandler(surroundings: () => Io): (event: unknown) => Promise<BatchResponse | undefined> {
  let ready: Promise<Ready> | undefined;
  return async (event) => {
    ready ??= prepare(surroundings());
    const set = await ready.catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    const batch = SqsEvent.safeParse(event);
    if (!batch.success) return handleOne(event, set);
    return answerBatch(batch.data, {
      handle: async ({ body }) => {
        const error = await pass(parse(body), set);
        return error ? { kind: "poison", reason: reasonOf(error) } : { kind: "done" };
      },
      bury: (record, reason) => bury(record, reason, set),
      tell: ({ messageId }, { kind, reason }) =>
        set.log("warn", `${messageId} is ${kind === "again" ? "given back" : "poison"}: ${reason}`, { messageId }),
      atOnce: batchSize,
    });
  };
}

async function handleOne(event: unknown, ready: Ready): Promise<undefined> {
  const error = await pass(event, ready);
  if (!error) return;
  ready.log("warn", `an event can't be read: ${reasonOf(error)}`, { event: error.event ?? "unknown", field: error.field });
  if (ready.config.PLUMBLINE_DEAD_LETTER === undefined) throw error;
  const { id } = Named.parse(event);
  await bury({ messageId: id, body: JSON.stringify(event), messageAttributes: {} }, reasonOf(error), ready);
}

async function prepare(io: Io): Promise<Ready> {
  const config = LambdaConfig.safeParse(io.environment);
  if (!config.success) throw usageError(`the environment is not as it should be: ${z.prettifyError(config.error)}`);
  const { PLUMBLINE_CHECKS, PLUMBLINE_EXCLUDE_CHECKS } = config.data;
  const table = await tableOf(PLUMBLINE_CHECKS, PLUMBLINE_EXCLUDE_CHECKS);
  const options = SessionOptions.parse({ runId: "event-translator" });
  const session = await createSession(options, {
    environment: io.environment,
    now: io.now,
    sleep: io.sleep,
    ...(io.tape && { tape: io.tape }),
  });
  return { config: config.data, table, session, log: makeLog(io, { quiet: false }), sleep: io.sleep };
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
async function pass(event: unknown, ready: Ready): Promise<RecordError | undefined> {
  const { config, table } = ready;
  const own = { roles: [config.PLUMBLINE_ACCOUNT_ROLE], principals: config.PLUMBLINE_OWN_PRINCIPALS };
  const translation = translate(event, table, own);
  if (translation.kind === "unreadable") return translation.error;
  if (translation.kind === "ignored") ready.log("info", "ignored", { reason: translation.reason });
  else await send(config.PLUMBLINE_SQS, translation.messages.map(toOutgoing), ready);
  return undefined;
}

const reasonOf = ({ message, hint }: RecordError): string => `${message}; ${hint}`;

async function bury(message: DeadLetter, reason: string, ready: Ready): Promise<void> {
  const { PLUMBLINE_DEAD_LETTER: queue } = ready.config;
  if (queue === undefined) throw new SendError("PLUMBLINE_DEAD_LETTER names no queue");
  await sendToDeadLetters(await awsOf(queue, ready), queue, message, reason);
}

const awsOf = (queue: string, { session }: Ready): Promise<Aws> =>
  session.connect({ account: session.callerAccount, region: regionOfQueue(queue) ?? mainRegion(session.partition) });

/** Puts messages into a queue, or rejects when it does not take them all: those that it took come twice then, which does no harm. */
async function send(queue: string, messages: readonly Outgoing[], ready: Ready): Promise<void> {
  const aws = await awsOf(queue, ready);
  for (const group of chunks(messages, batchSize)) {
    const [first, ...others] = await sendMessages(aws, queue, group, ready.sleep);
    if (first) throw new SendError(`${queue} did not take ${others.length + 1} messages, first ${first.message.body}: ${first.reason}`);
  }
}

class SendError extends Error {
  override readonly name = "SendError";
}
