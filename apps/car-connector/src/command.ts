import { CarError } from "@plumbline/car-client/car-error";
import { CommandError, usageError } from "@plumbline/cli/command-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, option, parseOptions, toList } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { loaded } from "@plumbline/cli/loaded";
import { makeLog } from "@plumbline/cli/log";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";
import { missedOf, printOutcome } from "./print-outcome.ts";
import type { Outcome } from "./run-import.ts";
import { type Secrets, takeSecrets } from "./secrets.ts";

/** Told what became of a run, for who has exit codes of its own. */
export interface Listener {
  ended?(outcome: Outcome): void;
  failed?(error: unknown): void;
}

/** The connector's options, without what it does. */
export const carOptions = (): Command =>
  addGlobalOptions(new Command("plumbline car"))
    .description(
      "Imports AWS accounts into IBM Connected Assets and Risk (CAR): all, or what changed since the last run. Writes nothing to AWS. Exit codes: 0 done, 2 usage, 3 something could not be looked at or CAR did not take it, 4 another run has the state, 70 internal error.",
    )
    .addOption(option("--source <name>", "the source in CAR whose content the accounts are; -source, CONNECTION_NAME"))
    .addOption(option("--source-name <text>", "how CAR shows the source (default the account ids)"))
    .addOption(option("--car-service-url <url>", "CAR's address, which ends in /api/car/v2; -car-service-url, CAR_SERVICE_URL"))
    .addOption(option("--car-service-key <key>", "key of CAR's API; its password comes from CAR_SERVICE_PASSWORD or a file"))
    .option("--car-service-password-file <file>", "file that holds the password of the key")
    .option("--car-service-token-file <file>", "file that holds a token, instead of key and password (variable CAR_SERVICE_AUTHTOKEN)")
    .addOption(option("--car-service-url-for-token <url>", "CAR's address when a token is given"))
    .addOption(option("--allow-http", "send to an http address of another machine, in clear text"))
    .option("--account-id <id>", "the account, as IBM's connector takes it; -accountId")
    .option("--client-id <id>", "access key id, as IBM's connector takes it; -clientID")
    .option("--client-secret-file <file>", "file that holds its secret key")
    .addOption(option("--types <names>", "only these resource types, comma-separated").argParser(toList))
    .addOption(option("--vulnerabilities <from>", "security-hub (default), inspector, or none"))
    .addOption(option("--all-findings", "every finding of Security Hub, also those that name no vulnerability"))
    .addOption(option("--state-file <file>", "what was sent (default car/SOURCE.db below --output)"))
    .addOption(
      option(
        "--trail <place>",
        "read what changed from s3://BUCKET/PREFIX of a trail, or from an event data store's ARN, not from each region's event history",
      ),
    )
    .addOption(option("--trail-organization <id>", "the organization whose trail writes to that bucket"))
    .addOption(option("--overlap <minutes>", "how far an incremental import reaches back before the last one (default 30)"))
    .addOption(option("--list-after <hours>", "list anew what was not listed for so long, since some changes leave no record (default 24)"))
    .option("--full", "a full import, whatever was sent before")
    .option("--dry-run <folder>", "write into this folder what would be sent, and send nothing")
    .option("--connection-test", "sign in to AWS, list instances once, and end; -connection-test");

/** `plumbline car`, and the connector's own command. */
export function carCommand(io: Io, result: Result, listener: Listener = {}): Command {
  let secrets: Secrets = {};
  const command = carOptions().action(async (_options, self: Command) => {
    try {
      if (self.args.length > 0)
        throw usageError(`${self.args.length === 1 ? "a word is" : `${self.args.length} words are`} of no option`, "see --help");
      const config = parseOptions(Config, self);
      if (config.connectionTest) {
        const { testConnection } = await import("./connection-test.ts");
        return await testConnection(config, secrets, io);
      }
      const { runImport } = await loaded(import("./run-import.ts"));
      const outcome = await runImport(config, secrets, io);
      await printOutcome(outcome, config, io);
      listener.ended?.(outcome);
      result.exitCode = missedOf(outcome).length > 0 ? exitCodes.incomplete : exitCodes.clean;
    } catch (error) {
      listener.failed?.(error);
      throw explained(error);
    }
  });
  // Commander shows a word that no option takes, and it may be a secret that a space has cut off.
  command.allowExcessArguments();
  const parse = command.parseAsync.bind(command);
  command.parseAsync = async (words = [], options) => {
    const known = new Set(command.options.flatMap(({ long, short }) => [long ?? "", short ?? ""]));
    try {
      const taken = await takeSecrets(translateWords(words), io, known);
      secrets = taken.secrets;
      for (const flag of taken.exposed)
        makeLog(io, { quiet: false })("warn", `${flag} stands on the command line, where others can read it: use a file or a variable`);
      return await parse(withVariables(taken.words, io.environment), options);
    } catch (error) {
      listener.failed?.(error);
      throw error;
    }
  };
  return command;
}

/** CAR's failures as a command tells them. */
function explained(error: unknown): unknown {
  const failure = error instanceof AggregateError ? error.cause : error;
  if (!(failure instanceof CarError)) return error;
  const message = error instanceof Error ? error.message : failure.message;
  // What to do stands on a line of its own.
  return new CommandError(message.replace(` ${failure.hint}`, ""), { exitCode: exitCodes.incomplete, hint: failure.hint, cause: error });
}
