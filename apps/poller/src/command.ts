import { exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";
import { pollAll } from "./poll-all.ts";

/** The poller's options, without what it does. */
export const pollOptions = (): Command =>
  addGlobalOptions(new Command("plumbline-poller"))
    .description("Lists resources as JSON lines on stdout, or puts them into a queue. Exit code 3 when a place could not be listed.")
    .option("--sqs <url>", "put the messages into this queue instead (variable POLLER_SQS)")
    .option("--stdout", "print the messages even when POLLER_SQS is set")
    .option("--only-use-test-resources", "only what misconfiguration-maker made (variable ONLY_USE_TEST_RESOURCES=true)")
    .option("--types <names>", "resource types, comma-separated; default all (variable PLUMBLINE_TYPES)", toList);

/** `plumbline poll`, and the poller's own command. */
export function pollCommand(io: Io, result: Result): Command {
  const command = pollOptions().action(async (_options, self: Command) => {
    const { missed } = await pollAll(parseOptions(Config, self), io);
    result.exitCode = missed.length > 0 ? exitCodes.incomplete : exitCodes.clean;
  });
  const parse = command.parseAsync.bind(command);
  command.parseAsync = (words = [], options) => parse(withVariables(translateWords(words), io.environment), options);
  return command;
}
