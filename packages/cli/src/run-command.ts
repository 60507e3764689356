import { printable } from "@plumbline/reports/text";
import type { Command } from "commander";
import { usageError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { explain } from "./explain.ts";
import { pathOf, readVariables } from "./global-options.ts";
import { type Io, print } from "./io.ts";

/** What a command's action leaves: its exit code, read by `runCommand` when all is done. */
export interface Result {
  exitCode: ExitCode;
}

/**
 * Parses the words and runs the command. Errors become one line and a hint on stderr, with the stack when `--debug` is said.
 * A hint that is or ends in `see --help` names the command that was called. A Node that is too old is a usage error. Resolves to the exit code and never rejects.
 */
export async function runCommand(
  command: Command,
  words: readonly string[],
  io: Io,
  result: Result,
  node = process.versions.node,
): Promise<ExitCode> {
  prepare(command, io);
  let asked = command;
  command.hook("preAction", (_, inner) => {
    asked = inner;
    readVariables(inner, io.environment);
  });
  try {
    refuseOld(node);
    await command.parseAsync([...words], { from: "user" });
    return result.exitCode;
  } catch (error) {
    const { exitCode, line, hint: bare } = explain(error);
    // Who fails below the commands can't know as which of them it was called.
    const hint = bare?.replace(/\bsee --help$/, `see ${pathOf(asked)} --help`);
    if (line !== "") await print(io.stderr, `${command.name()}: ${printable(line)}\n${hint ? `  ${printable(hint)}\n` : ""}`);
    // The words may not have been parsed, and may say it in other words.
    const isDebug = words.includes("--debug") || command.opts()["debug"] === true;
    if (isDebug && exitCode !== exitCodes.clean && error instanceof Error) await print(io.stderr, `${stackOf(error)}\n`);
    return exitCode;
  }
}

const oldest: readonly [number, number] = [22, 12];

function refuseOld(node: string): void {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw usageError(`this wants Node ${oldest.join(".")} or later, and this is ${node}`, "install a newer Node");
}

function prepare(command: Command, io: Io): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(withoutValue(text)),
      getOutHelpWidth: () => io.columns,
    })
    .showSuggestionAfterError();
  for (const sub of command.commands) prepare(sub, io);
}

/** Of an option that nobody knows, its name alone: what stands after `=` may be a secret. */
const withoutValue = (text: string): string => text.replace(/^(error: unknown option '[^'=]+)=[\s\S]*'/, "$1'");

const stackOf = (error: Error): string =>
  `${error.stack ?? error.message}${error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ""}`;
