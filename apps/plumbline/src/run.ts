import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { tool } from "@plumbline/cli/version";
import { Command } from "commander";
import { subcommands } from "./subcommands.ts";

/**
 * Runs `plumbline WORDS`. Only the command that was asked for is loaded, also by `help COMMAND`. Resolves to the exit code; never rejects.
 */
export async function runPlumbline(given: readonly string[], io: Io): Promise<ExitCode> {
  const words = given[0] === "help" ? helpWords(given.slice(1)) : given;
  const result: Result = { exitCode: exitCodes.clean };
  const asked = subcommands.find(({ name }) => name === words[0]);
  // An app names its command as its own program does.
  if (asked) return runCommand((await asked.load())(io, result, runPlumbline).name(`plumbline ${asked.name}`), words.slice(1), io, result);
  const program = new Command("plumbline")
    .description("Keeps AWS accounts true: inventory, audit, remediation.")
    .version(tool, "--version");
  for (const { name, description } of subcommands) program.command(name).description(description);
  return runCommand(program, words.length > 0 ? words : ["--help"], io, result);
}

/** `help scan` as `scan --help`; what is no command stays as it is, to be refused as one. */
const helpWords = (words: readonly string[]): readonly string[] =>
  subcommands.some(({ name }) => name === words[0]) ? [...words, "--help"] : words;
