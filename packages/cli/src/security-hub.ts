import { tellSecurityHub } from "@plumbline/delivery/security-hub";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { counted } from "@plumbline/reports/text";
import { usageError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { proveSameEndpoint } from "./of-run.ts";
import { openSession } from "./open-session.ts";

/** The words of the option that lets a run write to Security Hub. */
export const hubOption = [
  "--security-hub",
  "import the findings into Security Hub, and archive there what is resolved; this writes",
] as const;

/** Refuses to import what a recording tells: nobody looked at AWS. */
export function proveHub({ securityHub, replay }: { readonly securityHub: boolean; readonly replay?: string | undefined }): void {
  if (securityHub && replay !== undefined)
    throw usageError("--security-hub imports what was looked at, and --replay looks at a recording", "leave one of them out");
}

/**
 * Imports a finished run into Security Hub, signed in as the options say. Says on stderr what was not taken, and resolves to 3 then. A run of an
 * emulator is refused at AWS, and the other way round.
 */
export async function importIntoHub(report: RunReport, global: GlobalOptions, io: Io): Promise<ExitCode> {
  proveSameEndpoint(report.header, global);
  const session = await openSession(global, report.header.id, io);
  try {
    const { imported, archived, kept, problems } = await tellSecurityHub(report, (place) => session.connect(place));
    const log = makeLog(io, global);
    for (const problem of problems) log("warn", `Security Hub: ${problem}`);
    const what = `Security Hub: ${counted(imported, "finding")} imported, ${archived} archived, ${kept} left as they are`;
    log("info", what, { imported, archived, kept });
    return problems.length > 0 ? exitCodes.incomplete : exitCodes.clean;
  } finally {
    session.close();
  }
}
