import { CommandError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { StoreError, type StoreErrorCode } from "@plumbline/iam-store/store-error";

/** What could not be reached was not looked at; what others hold, or the database refuses, is refused. */
const codes: Readonly<Partial<Record<StoreErrorCode, ExitCode>>> = {
  unreachable: exitCodes.incomplete,
  ...{ busy: exitCodes.refused, overtaken: exitCodes.refused, refused: exitCodes.refused },
};

/** Runs the work; failures of the store become errors as a command tells them, usage errors where nothing else is said above. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError)
      throw new CommandError(error.message, { exitCode: codes[error.code] ?? exitCodes.usage, cause: error });
    throw error;
  }
}
