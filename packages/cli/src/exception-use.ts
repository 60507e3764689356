import { exceptionId } from "@plumbline/audit-kit/exceptions";
import { type Exception, type ExceptionUse, exceptionNote, scopeOf } from "@plumbline/finding-model/exception";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import { checksNamed } from "./choose-checks.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";

/** The exceptions of a run, for its summary; how many findings each covers is counted when the run ends. */
export const exceptionUses = (config: Config, header: RunHeader): Omit<ExceptionUse, "findings">[] =>
  config.exceptions.map((exception) => {
    const { owner, ticket, expires } = exception;
    return {
      ...{ id: exceptionId(exception), scope: scopeOf(exception), owner, isWhole: isWhole(exception, config, header) },
      ...(ticket === undefined ? {} : { ticket }),
      ...(expires === undefined ? {} : { expires }),
    };
  });

/** Whether a run looked at all that an exception could cover: its checks, accounts and regions, and no chosen resources. */
function isWhole({ check = ["*"], type, account, region }: Exception, config: Config, { checks, accounts, regionsAsked, tags }: RunHeader) {
  const covered = check.flatMap(checksNamed).filter((id) => type?.some((one) => id.startsWith(`${one}/`)) ?? true);
  const isIn = (asked: readonly string[], ran: readonly string[]) => asked.every((one) => ran.includes(one));
  return (
    tags === undefined &&
    isIn(
      covered,
      checks.map(({ id }) => id),
    ) &&
    isIn(
      account ?? Object.keys(config.accounts),
      accounts.map(({ id }) => id),
    ) &&
    (regionsAsked.includes("all") || (region !== undefined && isIn(region, regionsAsked)))
  );
}

/** Warns of exceptions that end soon, ended, or have no end. */
export function warnExceptions(exceptions: readonly Exception[], now: Date, log: Log): void {
  for (const exception of exceptions) {
    const note = exceptionNote({ scope: scopeOf(exception), owner: exception.owner, expires: exception.expires }, now);
    if (note !== undefined) log("warn", note, { owner: exception.owner });
  }
}
