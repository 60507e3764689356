import type { ExitCode } from "@plumbline/cli/exit-code";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { loaded } from "@plumbline/cli/loaded";
import type { Result } from "@plumbline/cli/run-command";
import type { Command } from "commander";
import { ConsoleConfig } from "../config.ts";

type Run = (named: string, config: ConsoleConfig, io: Io) => Promise<ExitCode>;
const commands: readonly { name: string; argument: string; about: string; load: () => Promise<Run> }[] = [
  {
    ...{ name: "import-run", argument: "<folder>" },
    about: "Brings the findings of a run, or of every run below a folder, into the database, and tells what became of each.",
    load: async () => (await import("./command.ts")).importRuns,
  },
  {
    ...{ name: "import-plan", argument: "<file>" },
    about: "Brings a plan into the database, to be read and approved on a page.",
    load: async () => (await import("./command.ts")).importPlanFile,
  },
  {
    ...{ name: "import-journal", argument: "<place>" },
    about: "Brings what is new in a journal, a file or dynamodb://TABLE, into the database. One that was changed is refused.",
    load: async () => (await import("./command.ts")).importJournalOf,
  },
];

/** Adds the commands that bring findings, plans and journals in; the database is named as for the console. */
export function addImports(command: Command, io: Io, result: Result): void {
  for (const { name, argument, about, load } of commands)
    command
      .command(name)
      .description(`${about} The database is that of --database, --folder or DATABASE_URL.`)
      .argument(argument)
      .option("--as <name>", "who brings it in, by the name of the console's sign-in; that person can't approve a plan")
      .action(async (named: string, _options, self: Command) => {
        readVariables(command, io.environment);
        const run = await loaded(load());
        result.exitCode = await run(named, parseOptions(ConsoleConfig, self), io);
      });
}
