import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { connectorCommand, kdiCommand } from "./command.ts";

const own = "plumbline-inspector-connector";

/** Runs the connector's own command: one of `plumbline kdi` when it is named, else all in one as Kenna's toolkit does. Never rejects. */
export async function runConnector(words: readonly string[], io: Io): Promise<ExitCode> {
  const result: Result = { exitCode: exitCodes.clean };
  const kdi = kdiCommand(io, result).name(own);
  const isNamed = kdi.commands.some((one) => one.name() === words[0]);
  return runCommand(isNamed ? kdi : connectorCommand(io, result), words, io, result);
}
