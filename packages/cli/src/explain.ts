import { SettingsError } from "@plumbline/audit-kit/run";
import { AwsError } from "@plumbline/aws-session/errors";
import { StoreError } from "@plumbline/run-store/error";
import { CommanderError } from "commander";
import { CommandError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";

/** An error as the user sees it. */
export interface Explained {
  readonly exitCode: ExitCode;
  readonly line: string;
  readonly hint: string | undefined;
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, "; ").trim();
const configurationCodes = new Set(["NoCredentials", "ProfileNotFound"]);

/** Turns any error into one line, a hint and the exit code. What nobody foresaw is exit code 70. */
export function explain(error: unknown): Explained {
  if (error instanceof CommandError) return { exitCode: error.exitCode, line: oneLine(error.message), hint: error.hint };
  if (error instanceof CommanderError)
    return { exitCode: error.exitCode === 0 ? exitCodes.clean : exitCodes.usage, line: "", hint: undefined };
  if (error instanceof StoreError) return { exitCode: exitCodes.usage, line: oneLine(error.message), hint: error.hint };
  if (error instanceof SettingsError)
    return { exitCode: exitCodes.usage, line: oneLine(error.message), hint: "mend the settings in the configuration file" };
  if (error instanceof AwsError) {
    const exitCode = configurationCodes.has(error.code) ? exitCodes.usage : exitCodes.incomplete;
    return { exitCode, line: oneLine(error.message), hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: exitCodes.internal,
    line: `internal error: ${oneLine(message)}`,
    hint: "run it again with --debug and report the stack",
  };
}
