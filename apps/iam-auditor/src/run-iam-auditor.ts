import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { iamCommand, reviewCommand } from "./command.ts";

const own = "plumbline-iam-auditor";

/** Runs the app's own command: those of `plumbline iam`, and those of `plumbline review` behind the word `review`. Never rejects. */
export function runIamAuditor(words: readonly string[], io: Io): Promise<ExitCode> {
  const result: Result = { exitCode: exitCodes.clean };
  return words[0] === "review"
    ? runCommand(reviewCommand(io, result).name(`${own} review`), words.slice(1), io, result)
    : runCommand(iamCommand(io, result).name(own), words, io, result);
}
