import { exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { carCommand } from "./command.ts";
import { codeOfCells, codeOfError, type OriginalCode, originalCodes } from "./original-codes.ts";

/** Runs the connector's own command, which ends with the exit codes of IBM's connector in every mode. Never rejects. */
export async function runConnector(words: readonly string[], io: Io): Promise<OriginalCode> {
  const result: Result = { exitCode: exitCodes.clean };
  let code: OriginalCode | undefined;
  const command = carCommand(io, result, {
    ended({ gaps, refused, unretired }) {
      code =
        gaps.length > 0 ? codeOfCells(gaps) : refused.length > 0 || unretired !== undefined ? originalCodes.data : originalCodes.success;
    },
    failed(error) {
      code = codeOfError(error);
    },
  }).name("plumbline-car-connector");
  const exitCode = await runCommand(command, words, io, result);
  if (code !== undefined) return code;
  return exitCode === exitCodes.clean
    ? originalCodes.success
    : exitCode === exitCodes.usage
      ? originalCodes.usage
      : originalCodes.unhandled;
}
