/** Finding the run whose start was not answered. */
import type { Kenna } from "./kenna.ts";
import { KennaError } from "./kenna-error.ts";
import type { Starting } from "./upload-journal.ts";

const pauses = [0, 5000, 10_000, 20_000, 40_000, 60_000];

/**
 * Finds the one run of the connector that was not there before we asked for one; undefined when for more than two minutes there is none and
 * the connector does not run: the call did not reach Kenna. Rejects with a KennaError of kind `uncertain` when there are several, or when
 * the connector runs and does not say what.
 */
export async function findRun(
  kenna: Kenna,
  { connector, runsBefore }: Starting,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<string | undefined> {
  const known = new Set(runsBefore);
  let isRunning = false;
  for (const pause of pauses) {
    if (pause > 0) await sleep(pause);
    const fresh = (await kenna.connectorRuns(connector)).map(({ id }) => id).filter((id) => !known.has(id));
    if (fresh.length > 1) throw uncertain(connector, `runs ${fresh.join(", ")} were started since`);
    if (fresh.length === 1) return fresh[0];
    ({ isRunning } = await kenna.connector(connector));
  }
  if (isRunning) throw uncertain(connector, "it runs and lists no run that is new");
  return undefined;
}

const uncertain = (connector: string, outcome: string): KennaError =>
  new KennaError({
    kind: "uncertain",
    tried: `find the run of connector ${connector} whose start was not answered`,
    outcome,
    hint: "Look at the connector's runs in Kenna, and name the one that is of this upload.",
  });
