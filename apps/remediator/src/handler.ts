import { nothingSpent } from "@plumbline/audit-kit/brakes";
import { once } from "@plumbline/aws-session/once";
import type { Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { queuePlace } from "@plumbline/cli/queue-place";
import { findStores, openStores } from "@plumbline/cli/stores";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { answerBatch, type Outcome } from "@plumbline/queue-worker/answer-batch";
import { sendToDeadLetters } from "@plumbline/queue-worker/dead-letter";
import type { Context, Handler } from "@plumbline/queue-worker/handler";
import { SqsEvent, type SqsRecord } from "@plumbline/queue-worker/sqs-event";
import type { StateStore } from "@plumbline/run-store/state";
import pLimit from "p-limit";
import type { Config } from "./config.ts";
import { type Handling, handleMessage } from "./handle-message.ts";
import { readLambdaSettings } from "./lambda-settings.ts";
import { parseMessage } from "./messages.ts";
import { openRemediating } from "./open-remediating.ts";
import { type Allowed, reasonAgainst } from "./reason-against.ts";
import type { Remediating } from "./remediate.ts";
import { timeLeft, writeSeconds } from "./time-left.ts";

/**
 * Makes the remediator's Lambda: it judges the resource of each message of a batch, and with REMEDIATE=true puts it right. What is set wrongly
 * rejects the invocation before any message is acted on. One session serves all invocations, so each account's role is assumed once until its
 * credentials run out.
 */
export function makeHandler(io: Io, stateOf: OpenState = stateIn): Handler {
  const opened = once(() => open(io, stateOf));
  return async (event, context) => {
    const batch = SqsEvent.safeParse(event);
    if (!batch.success) throw new Error(`the event is no batch of messages from SQS: ${faultsIn(batch.error)}`);
    const remediator = await opened("");
    proveTime(context, remediator);
    const log = makeLog(io, remediator.remediating.config);
    // One message often comes several times; a batch acts on it once.
    const acted = new Map<string, Promise<Outcome>>();
    return answerBatch(batch.data, {
      atOnce: remediator.messagesAtOnce,
      handle: (record) => handle(record, context, { remediator, acted, io }),
      bury: (record, reason) => remediator.bury(record, reason),
      tell: ({ messageId, body }, { kind, reason }) => log("warn", `message ${messageId}: ${reason}`, { messageId, outcome: kind, body }),
    });
  };
}

type OpenState = (config: Config, io: Io, signIn: () => Promise<Session>) => Promise<StateStore>;
const stateIn: OpenState = async (config, io, signIn) => (await openStores(config, io, signIn)).state;

/** A function that has no time to end a write would bring every message back for nothing. */
function proveTime(context: Context, { remediating: { config } }: Remediator): void {
  const [left, least] = [context.getRemainingTimeInMillis() / 1000, writeSeconds + 10];
  if (config.remediate && left < least)
    throw usageError(
      `the invocation has ${left} s, and a write may take ${writeSeconds}`,
      `give the function a time-out of ${least} s or more, better 300`,
    );
}

/** In Lambda, whose files nobody else sees and which are soon gone, only tables keep a journal, and two from changing one resource at once. */
async function proveShared(config: Config, io: Io): Promise<void> {
  if (!config.remediate || !io.environment["AWS_LAMBDA_FUNCTION_NAME"]) return;
  for (const [name, { kind }] of Object.entries(await findStores(config, io)))
    if (kind === "path")
      throw usageError(
        `the ${name} is to be kept in files, and those of a Lambda function are its own and soon gone`,
        `set PLUMBLINE_${name.toUpperCase()}=dynamodb://TABLE`,
      );
}

interface Remediator extends Handling {
  readonly allowed: Allowed;
  readonly messageSeconds: number;
  readonly messagesAtOnce: number;
  bury(record: SqsRecord, reason: string): Promise<void>;
}

async function open(io: Io, stateOf: OpenState): Promise<Remediator> {
  const { config, deadLetterQueue, messageSeconds, messagesAtOnce } = readLambdaSettings(io.environment);
  await proveShared(config, io);
  const { remediating, accounts } = await openRemediating(config, io);
  const { session, settings } = remediating;
  try {
    const place = queuePlace(session, deadLetterQueue);
    return {
      ...{ messageSeconds, messagesAtOnce, inTurn: pLimit(1) },
      remediating: asRuns(remediating, io),
      state: await stateOf(config, io, async () => session),
      // Nobody watches a queue's messages: an account that nothing names is none of ours.
      allowed: { accounts: [...accounts, ...Object.keys(settings.accounts)], regions: config.regions },
      bury: async (record, reason) => sendToDeadLetters(await session.connect(place), deadLetterQueue, record, reason),
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

/**
 * What a run has, for a process that has none: an hour counts as one, for the brakes on what a run may change. The journal's word on what
 * contains a resource is only a mark on a finding, and may be a minute old; it would be read whole for each message.
 */
function asRuns(remediating: Remediating, { now }: Io): Remediating {
  const kept = { hour: "", spent: nothingSpent(), minute: "", journaled: once(() => remediating.journaled()) };
  return {
    ...remediating,
    get spent() {
      const hour = now().toISOString().slice(0, 13);
      if (hour !== kept.hour) Object.assign(kept, { hour, spent: nothingSpent() });
      return kept.spent;
    },
    journaled() {
      const minute = now().toISOString().slice(0, 16);
      if (minute !== kept.minute) Object.assign(kept, { minute, journaled: once(() => remediating.journaled()) });
      return kept.journaled("");
    },
  };
}

interface Batch {
  readonly remediator: Remediator;
  readonly acted: Map<string, Promise<Outcome>>;
  readonly io: Io;
}

async function handle({ body }: SqsRecord, context: Context, { remediator, acted, io }: Batch): Promise<Outcome> {
  const parsed = parseMessage(body);
  const reason = "reason" in parsed ? parsed.reason : await reasonAgainst(parsed.ref, remediator.allowed);
  if (reason !== undefined || "reason" in parsed) return { kind: "poison", reason: reason ?? "it is no message" };
  const key = JSON.stringify(parsed.ref);
  const { remediating, messageSeconds } = remediator;
  const time = () => timeLeft(context, messageSeconds, remediating.config.remediate ? writeSeconds : 0);
  const outcome = acted.get(key) ?? handleMessage(parsed.ref, time(), remediator, io);
  acted.set(key, outcome);
  return outcome;
}
