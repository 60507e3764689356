import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { tool } from "@plumbline/cli/version";
import { Command } from "commander";
import { subcommands } from "./subcommands.ts";

/**
 * Runs `plumbline WORDS`. Only the command that was asked for is loaded. Resolves to the exit code; never rejects.
 */
export async function runPlumbline(words: readonly string[], io: Io): Promise<ExitCode> {
  const result: Result = { exitCode: exitCodes.clean };
  const asked = subcommands.find(({ name }) => name === words[0]);
  if (asked) return runCommand((await asked.load())(io, result, runPlumbline), words.slice(1), io, result);
  const program = new Command("plumbline")
    .description("Keeps AWS accounts true: inventory, audit, remediation.")
    .version(tool, "--version");
  for (const { name, description } of subcommands) program.command(name).description(description);
  if (words.length > 0) return runCommand(program, words, io, result);
  await print(io.stdout, program.helpInformation());
  return exitCodes.clean;
}
