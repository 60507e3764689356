import { CommandError, usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { KdiError } from "@plumbline/kdi-writer/kdi-error";
import { KennaError, type KennaErrorKind } from "@plumbline/kenna-client/kenna-error";
import { KennaHostError } from "@plumbline/kenna-client/kenna-host";
import { UploadStopped } from "./upload-files.ts";

/** Kenna could not be asked, has not answered yet, or would close what was not looked at: 3. Kenna, or we, refused: 4. The wrong folder: 2. */
const codes: Readonly<Record<KennaErrorKind, ExitCode>> = {
  ...{ unreachable: 3, unavailable: 3, "not-kenna": 3, late: 3, incomplete: 3 },
  ...{ refused: 4, "run-failed": 4, uncertain: 4, "leaves-open": 4, "other-upload": 4, busy: 4, "changed-file": 4 },
  "other-target": 2,
};

/** The flags by which an upload gets on. */
const hints: Readonly<Partial<Record<KennaErrorKind, string>>> = {
  uncertain: "--run ID names the run of this upload; --anew lets go of it and begins anew",
  late: "--anew lets go of a run that never ends",
  "other-upload": "--anew lets go of the other one",
  "other-target": "--output-directory names another folder; --anew lets go of the other upload, and forgets what that connector took",
};

/** Runs the work; failures of Kenna and of KDI become errors as a command tells them. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KennaError)
      throw new CommandError(error.message, { exitCode: codes[error.kind], hint: hints[error.kind], cause: error });
    if (error instanceof UploadStopped) throw new CommandError(error.message, { exitCode: exitCodes.incomplete, cause: error });
    if (error instanceof KennaHostError) throw usageError(`--kenna-api-host: ${error.message}`, undefined, error);
    if (error instanceof KdiError)
      throw new CommandError(error.message, {
        ...{ hint: error.hint, cause: error },
        exitCode: error.code === "bad-entry" ? exitCodes.internal : exitCodes.usage,
      });
    throw error;
  }
}
