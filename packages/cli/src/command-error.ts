import { type ExitCode, exitCodes } from "./exit-code.ts";

/** A command can't go on; one line, what to do, and the exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode: ExitCode; hint?: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
    this.hint = options.hint;
  }
}

/** The user asked for something that can't be: exit code 2. */
export const usageError = (message: string, hint?: string, cause?: unknown): CommandError =>
  new CommandError(message, { exitCode: exitCodes.usage, hint, cause });
