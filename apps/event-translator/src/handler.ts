import { chunks } from "@plumbline/audit-kit/flow";
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
import { z } from "zod";
import { LambdaConfig } from "./config.ts";
import { tableOf } from "./table.ts";
import { toOutgoing } from "./to-outgoing.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const Batch = z.object({
  Records: z.array(z.object({ eventSource: z.literal("aws:sqs"), messageId: z.string().min(1), body: z.string() })),
});

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
    const batch = Batch.safeParse(event);
    if (!batch.success) {
      await handle(event, set);
      return undefined;
    }
    const failed = await Promise.all(batch.data.Records.map(({ messageId, body }) => handleItem(messageId, body, set)));
    return { batchItemFailures: failed.flat() };
  };
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

async function handleItem(itemIdentifier: string, body: string, ready: Ready): Promise<{ itemIdentifier: string }[]> {
  try {
    await handle(parse(body), ready);
    return [];
  } catch (error) {
    ready.log("warn", `${itemIdentifier} is given back: ${error instanceof Error ? error.message : String(error)}`, { itemIdentifier });
    return [{ itemIdentifier }];
  }
}

/** A text that is not JSON stays one, and is told as no record. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function handle(event: unknown, ready: Ready): Promise<void> {
  const { config, table } = ready;
  const own = { roles: [config.PLUMBLINE_ACCOUNT_ROLE], principals: config.PLUMBLINE_OWN_PRINCIPALS };
  const translation = translate(event, table, own);
  if (translation.kind === "ignored") ready.log("info", "ignored", { reason: translation.reason });
  else if (translation.kind === "messages") await send(config.PLUMBLINE_SQS, translation.messages.map(toOutgoing), ready);
  else await reject(event, translation.error, ready);
}

async function reject(event: unknown, error: RecordError, ready: Ready): Promise<void> {
  const { PLUMBLINE_DEAD_LETTER: queue } = ready.config;
  const reason = `${error.message}; ${error.hint}`;
  ready.log("warn", `an event can't be read: ${reason}`, { event: error.event ?? "unknown", field: error.field });
  if (queue === undefined) throw error;
  const body = typeof event === "string" ? event : JSON.stringify(event);
  await send(queue, [{ body, attributes: { reason } }], ready);
}

/** Puts messages into a queue, or rejects when it does not take them all: those that it took come twice then, which does no harm. */
async function send(queue: string, messages: readonly Outgoing[], { session, sleep }: Ready): Promise<void> {
  const region = regionOfQueue(queue) ?? mainRegion(session.partition);
  const aws = await session.connect({ account: session.callerAccount, region });
  for (const group of chunks(messages, batchSize)) {
    const [first, ...others] = await sendMessages(aws, queue, group, sleep);
    if (first) throw new SendError(`${queue} did not take ${others.length + 1} messages, first ${first.message.body}: ${first.reason}`);
  }
}

class SendError extends Error {
  override readonly name = "SendError";
}
