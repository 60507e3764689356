import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { chooseTypes } from "@plumbline/cli/choose-types";
import { readConfig } from "@plumbline/cli/config";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { poll } from "@plumbline/cli/poll";
import type { Result } from "@plumbline/cli/run-command";
import { findTargets } from "@plumbline/cli/targets";
import { isGap } from "@plumbline/finding-model/coverage";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { Command } from "commander";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";
import { batchSize, sendMessages } from "./send.ts";

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
  const session = await openSession(config, newRunId(io), io);
  try {
    const where = await findTargets(
      session,
      collectors.map((collector) => ({ collector, aspects: new Map() })),
      config,
      await readConfig(config.config, io),
    );
    const log = makeLog(io, config);
    const codes: ExitCode[] = [];
    for (const cell of where.lost.filter(isGap)) {
      codes.push(exitCodes.incomplete);
      log("warn", `${cell.type} of ${cell.account} could not be listed: ${cell.message}`, { account: cell.account, cause: cell.outcome });
    }
    const sink = makeSink(config, session, io);
    const outcomes = poll({
      targets: where.targets,
      collectors,
      connect: (place) => session.connect(place),
      onlyTestResources: config.onlyUseTestResources,
    });
    for await (const outcome of outcomes) {
      if (outcome.kind === "resource") await sink.put(outcome.ref);
      else {
        const { account, region, type, failure } = outcome;
        const isRequired = where.targets.find(({ id }) => id === account)?.regions.find(({ name }) => name === region)?.required ?? true;
        if (failure.kind === "region-disabled" && !isRequired) continue;
        codes.push(exitCodes.incomplete);
        log("warn", `${type} of ${account}/${region} could not be listed: ${failure.message}`, {
          account,
          region,
          type,
          cause: failure.kind,
        });
      }
    }
    await sink.end();
    return gravest(codes);
  } finally {
    session.close();
  }
}

interface Sink {
  put(message: ResourceRef): Promise<void>;
  end(): Promise<void>;
}

function makeSink(config: Config, session: Session, io: Io): Sink {
  const queue = config.sqs;
  if (queue === undefined || config.stdout)
    return { put: (message) => print(io.stdout, `${JSON.stringify(message)}\n`), end: async () => undefined };
  let batch: ResourceRef[] = [];
  const send = async () => {
    const region = /\/\/sqs\.([a-z0-9-]+)\./.exec(queue)?.[1] ?? mainRegion(session.partition);
    await sendMessages(await session.connect({ account: session.callerAccount, region }), queue, batch);
    batch = [];
  };
  return {
    async put(message) {
      batch.push(message);
      if (batch.length === batchSize) await send();
    },
    end: async () => (batch.length > 0 ? send() : undefined),
  };
}
