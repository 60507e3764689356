import { parseOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { loaded } from "@plumbline/cli/loaded";
import type { Result } from "@plumbline/cli/run-command";
import { type SecretFlag, takeSecrets } from "@plumbline/cli/take-secrets";
import { Command } from "commander";
import { ConsoleConfig } from "./config.ts";
import { addImports } from "./imports/add-imports.ts";
import { addConsoleOptions } from "./options.ts";

type SecretName = "oidcClientSecret";
const secretFlags: readonly SecretFlag<SecretName>[] = [
  { name: "oidcClientSecret", flag: "--oidc-client-secret", variables: ["PLUMBLINE_OIDC_CLIENT_SECRET"] },
];

/** `plumbline console` */
export function consoleCommand(io: Io, result: Result): Command {
  const command = addConsoleOptions(new Command("plumbline console"))
    .description(
      "Serves web pages over the IAM inventory: accounts, principals with their history, findings and access reviews. --demo shows it with made-up accounts. It runs until it is interrupted. Exit codes: 0 stopped, 2 usage, 3 the database can't be reached.",
    )
    .action(async (_options, self: Command) => {
      const { runConsole } = await loaded(import("./run-console.ts"));
      result.exitCode = await runConsole(parseOptions(ConsoleConfig, self), { clientSecret: secrets.get("oidcClientSecret") }, io);
    });
  addImports(command, io, result);
  let secrets: ReadonlyMap<SecretName, string> = new Map();
  const parse = command.parseAsync.bind(command);
  command.parseAsync = async (words = [], options) => {
    const known = new Set(command.options.flatMap(({ long, short }) => [long ?? "", short ?? ""]));
    const taken = await takeSecrets(secretFlags, words, io, known);
    secrets = taken.secrets;
    for (const flag of taken.exposed)
      io.stderr.write(`plumbline console: ${flag} stands on the command line, where others can read it: use a file or a variable\n`);
    return await parse(taken.words, options);
  };
  return command;
}
