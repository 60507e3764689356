import { withLease } from "@plumbline/run-store/lease";
import type { StateStore } from "@plumbline/run-store/state";
import { CommandError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { newRunId } from "./open-session.ts";

/** How long a run is held after the last sign of life of the process that goes on with it. */
const seconds = 30;

const refused = (run: string, message: string): CommandError =>
  new CommandError(`run ${run}: ${message}`, {
    exitCode: exitCodes.refused,
    hint: `wait until it has ended; one that crashed holds the run for ${seconds} more seconds`,
  });

/**
 * Goes on with a run while no other process does. `prove` rejects when the run was lost to another one meanwhile. A run that another process
 * goes on with is refused with exit code 4.
 */
export async function holdRun<T>(run: string, state: StateStore, io: Io, work: (prove: () => void) => Promise<T>): Promise<T> {
  const held = await withLease(state, `run/${run}`, { owner: newRunId(io), seconds, now: io.now }, (lost) =>
    work(() => {
      if (lost.aborted) throw refused(run, "another process may have gone on with it meanwhile, since this one was held up");
    }),
  );
  if ("done" in held) return held.done;
  throw refused(run, `another process (${held.heldBy}) goes on with it`);
}
