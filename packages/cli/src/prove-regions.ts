import type { Session } from "@plumbline/aws-session/session";
import { CommandError, usageError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import { nearest } from "./nearest.ts";

interface Naming {
  /** Says that there is no such region. */
  readonly says: (region: string) => string;
  /** What to do when AWS can't be asked which regions there are; the command then stops. When left out, all names pass then. */
  readonly unasked?: string | undefined;
}

/** Proves that AWS has the regions that were named, enabled or not. Rejects with a CommandError that names the nearest region. */
export async function proveRegions(session: Session, named: readonly string[], { says, unasked }: Naming): Promise<void> {
  if (named.length === 0) return;
  const known = await session.regions(session.callerAccount).then(
    ({ enabled, disabled }) => [...enabled, ...disabled],
    (cause: unknown) => {
      if (unasked === undefined) return named;
      const asked = `can't tell in account ${session.callerAccount} whether AWS has ${named.join(", ")}`;
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(`${asked}: ${said}`, { exitCode: exitCodes.incomplete, hint: unasked, cause });
    },
  );
  for (const region of named) {
    if (known.includes(region)) continue;
    const near = nearest(region, known);
    throw usageError(says(region), near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`);
  }
}
