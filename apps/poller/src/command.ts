import { chooseTypes } from "@plumbline/cli/choose-types";
import { readConfig } from "@plumbline/cli/config";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { poll } from "@plumbline/cli/poll";
import { queueSink, type Sink } from "@plumbline/cli/queue-sink";
import type { Result } from "@plumbline/cli/run-command";
import type { Outgoing, Refused } from "@plumbline/cli/send";
import { findTargets, isUnnamed, logLeft } from "@plumbline/cli/targets";
import { isGap } from "@plumbline/finding-model/coverage";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { Command } from "commander";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";

/** `plumbline poll`, and the poller's own command. */
export function pollCommand(io: Io, result: Result): Command {
  const command = addGlobalOptions(new Command("plumbline-poller"))
    .description("Lists resources as JSON lines on stdout, or puts them into a queue. Exit code 3 when a place could not be listed.")
    .option("--sqs <url>", "put the messages into this queue instead (variable POLLER_SQS)")
    .option("--stdout", "print the messages even when POLLER_SQS is set")
    .option("--only-use-test-resources", "only what misconfiguration-maker made (variable ONLY_USE_TEST_RESOURCES=true)")
    .option("--types <names>", "resource types, comma-separated (default all)", toList)
    .action(async (_options, self: Command) => {
      result.exitCode = await run(parseOptions(Config, self), io);
    });
  const parse = command.parseAsync.bind(command);
  command.parseAsync = (words = [], options) => parse(withVariables(translateWords(words), io.environment), options);
  return command;
}

async function run(config: Config, io: Io): Promise<ExitCode> {
  const collectors = await chooseTypes(config.types);
  const settings = await readConfig(config, io);
  const log = makeLog(io, config);
  const codes: ExitCode[] = [];
  const miss: Miss = (message, fields) => {
    codes.push(exitCodes.incomplete);
    log("warn", message, fields);
  };
  const session = await openSession(config, newRunId(io), io);
  try {
    const looks = collectors.map((collector) => ({ collector, aspects: new Map() }));
    const where = await findTargets(session, looks, config, settings);
    logLeft(where, log);
    for (const { type, account, message, outcome } of where.lost.filter(isGap))
      miss(`${type} of ${account} could not be listed: ${message}`, { account, type, cause: outcome });
    const sink =
      config.sqs === undefined || config.stdout
        ? toStdout(io)
        : queueSink<Message>({ url: config.sqs, session, sleep: io.sleep, refuse: told(config.sqs, miss) });
    const { onlyUseTestResources: onlyTestResources } = config;
    for await (const outcome of poll({
      targets: where.targets,
      collectors,
      connect: (place) => session.connect(place),
      onlyTestResources,
    })) {
      if (outcome.kind === "resource") await sink.put({ ref: outcome.ref, body: JSON.stringify(outcome.ref) });
      else if (outcome.failure.kind !== "region-disabled" || !isUnnamed(where.targets, outcome)) {
        const { account, region, type, failure } = outcome;
        miss(`${type} of ${account}/${region} could not be listed: ${failure.message}`, { account, region, type, cause: failure.kind });
      }
    }
    await sink.end();
    return gravest(codes);
  } finally {
    session.close();
  }
}

type Miss = (message: string, fields: Readonly<Record<string, string>>) => void;
interface Message extends Outgoing {
  readonly ref: ResourceRef;
}

const told =
  (queue: string, miss: Miss) =>
  ({ message: { ref, body }, reason }: Refused<Message>) =>
    miss(`message ${body} could not be put into ${queue}: ${reason}`, { account: ref.account, type: ref.type });

const toStdout = (io: Io): Sink<Message> => ({
  put: ({ body }) => print(io.stdout, `${body}\n`),
  end: async () => undefined,
});
