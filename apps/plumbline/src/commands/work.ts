import { usageError } from "@plumbline/cli/command-error";
import { addGlobalOptions, GlobalOptions, parseOptions, toVariables } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { type Log, makeLog } from "@plumbline/cli/log";
import { nearest } from "@plumbline/cli/nearest";
import { numberOption } from "@plumbline/cli/number-option";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { queuePlace } from "@plumbline/cli/queue-place";
import { fromInbox } from "@plumbline/queue-worker/from-inbox";
import type { Handler } from "@plumbline/queue-worker/handler";
import type { SqsRecord } from "@plumbline/queue-worker/sqs-event";
import { work } from "@plumbline/queue-worker/work";
import { counted } from "@plumbline/reports/text";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const handlers: Readonly<Record<string, (io: Io) => Promise<Handler>>> = {
  "event-translator": async (io) => (await import("@plumbline/event-translator/handler")).makeHandler(io),
  "iam-processor": async (io) => (await import("@plumbline/iam-auditor/handler")).makeHandler(io),
  remediator: async (io) => (await import("@plumbline/remediator/handler")).makeHandler(io),
};
const names = Object.keys(handlers);

const whole = (most: number) => numberOption.int("must be whole").min(1).max(most);
const Options = GlobalOptions.extend({
  handler: z.string({ error: `name one of ${names.join(", ")}` }),
  queue: z.url({ error: "must be the URL of a queue" }),
  inbox: z.boolean().default(false),
  batchSize: whole(10).default(10),
  atOnce: whole(1000).default(2),
  timeout: whole(900).default(300),
  wait: numberOption.int("must be whole").min(0).max(20).default(10),
  untilEmpty: z.boolean().default(false),
});

/** SQS has no limit on calls for standard queues: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const pace = { ratePerSecond: 500, burst: 500 };

/** `plumbline work` */
export const workCommand: MakeCommand = (io) =>
  addGlobalOptions(new Command("plumbline work"))
    .description(
      "Runs a Lambda handler with the messages of a queue, as Lambda would: batches, partial failures, time-outs; visibility and redrive are the queue's own. The handler takes its settings from the variables of its function and from the options given here.",
    )
    .requiredOption("--handler <name>", `which: ${names.join(", ")}`)
    .requiredOption("--queue <url>", "the queue to read")
    .option("--inbox", "the messages are events that a rule of EventBridge put into the queue; each is handed over alone")
    .option("--batch-size <count>", "messages of one invocation, at most 10 (default 10)")
    .option("--at-once <count>", "invocations side by side (default 2)")
    .option("--timeout <seconds>", "of one invocation (default 300)")
    .option("--wait <seconds>", "how long a call waits for messages, at most 20 (default 10)")
    .option("--until-empty", "end when the queue counts no message any more, instead of waiting for more")
    .action(async (_options, command: Command) => {
      const options = parseOptions(Options, command);
      const { queue, handler: name, atOnce, batchSize, untilEmpty } = options;
      const handler = await load(name, { ...io, environment: { ...io.environment, ...toVariables(command) } });
      // What the handler is told wrongly ends the command before a message is taken.
      await handler({ Records: [] }, { awsRequestId: "start", getRemainingTimeInMillis: () => options.timeout * 1000 });
      const log = makeLog(io, options);
      const session = await openSession(options, newRunId(io), io, pace);
      try {
        const worked = await work({
          ...{ queue, atOnce, batchSize, untilEmpty, timeoutSeconds: options.timeout, waitSeconds: options.wait },
          aws: await session.connect(queuePlace(session, queue)),
          handler: options.inbox ? fromInbox(handler, told(log)) : handler,
          signal: io.untilStopped?.(),
          tell: ({ error, ...batch }) => {
            if (options.format === "json") io.stdout.write(`${JSON.stringify(batch)}\n`);
            if (error !== undefined)
              log("warn", `${batch.failed.length} messages come again: ${error instanceof Error ? error.message : String(error)}`);
          },
          elapsed: () => performance.now(),
          requestId: () => io.random(),
        });
        const { deliveries, deleted, failed, invocations } = worked;
        if (options.format === "json") await print(io.stdout, `${JSON.stringify(worked)}\n`);
        else
          await print(
            io.stdout,
            `${counted(deliveries, "delivery")} in ${counted(invocations, "invocation")}: ${deleted} done, ${failed} to come again\n`,
          );
      } finally {
        session.close();
      }
    });

const told =
  (log: Log) =>
  ({ messageId, body }: SqsRecord, error: unknown): void =>
    log("warn", `message ${messageId} comes again: ${error instanceof Error ? error.message : String(error)}`, { messageId, body });

function load(name: string, io: Io): Promise<Handler> {
  const make = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (make) return make(io);
  const near = nearest(name, names);
  throw usageError(`there is no handler ${name}`, near === undefined ? `known are ${names.join(", ")}` : `did you mean ${near}?`);
}
