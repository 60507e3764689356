import { exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { carCommand } from "./command.ts";
import { codeOfCells, codeOfError, type OriginalCode, originalCodes } from "./original-codes.ts";

const description =
  "Imports AWS accounts into IBM Connected Assets and Risk (CAR): all, or what changed since the last run. Writes nothing to AWS. Exit codes as IBM's connector has them: 0 done, 1 internal error, 2 usage, 10 CAR did not take it and may later, 20 CAR did not take it, and AWS: 51 not reached, 52 keys refused, 53 denied, 54 a region or service that is not there, 55 not in CAR's shape, 50 any other reason.";

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
      // The first word counts: on its way out the error is put into words, and its kind is lost.
      code ??= codeOfError(error);
    },
  })
    .name("plumbline-car-connector")
    .description(description);
  const exitCode = await runCommand(command, words, io, result);
  if (code !== undefined) return code;
  return exitCode === exitCodes.clean
    ? originalCodes.success
    : exitCode === exitCodes.usage
      ? originalCodes.usage
      : originalCodes.unhandled;
}
