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

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, "; ");
const configurationCodes = new Set(["NoCredentials", "ProfileNotFound"]);

/** Whoever read the output went away, as head does: there is nobody to tell, and not all was told. */
const isReaderGone = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof AwsError) && "code" in error && (error.code === "EPIPE" || error.code === "closed");

/** What others hold or have tampered with is refused; what could not be reached was not looked at. */
const exitCodeOfStore = ({ code }: StoreError): ExitCode => {
  if (code === "tampered" || code === "locked") return exitCodes.refused;
  return code === "unreachable" ? exitCodes.incomplete : exitCodes.usage;
};

/** Turns any error into one line, a hint and the exit code. What nobody foresaw is exit code 70. */
export function explain(error: unknown): Explained {
  if (isReaderGone(error)) return { exitCode: exitCodes.incomplete, line: "", hint: undefined };
  if (error instanceof CommandError) return { exitCode: error.exitCode, line: oneLine(error.message), hint: error.hint };
  if (error instanceof CommanderError)
    return { exitCode: error.exitCode === 0 ? exitCodes.clean : exitCodes.usage, line: "", hint: undefined };
  if (error instanceof StoreError) return { exitCode: exitCodeOfStore(error), line: oneLine(error.message), hint: error.hint };
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
