/** Waiting for a connector's run. */
import type { ConnectorRun } from "./connector-run.ts";
import type { Kenna } from "./kenna.ts";
import { KennaError } from "./kenna-error.ts";
import { type Waiting, waitLonger } from "./wait-longer.ts";

interface Watched {
  readonly kenna: Kenna;
  readonly connector: string;
  readonly waiting: Waiting;
  readonly log: (line: string) => void;
}

const hoursOf = (milliseconds: number): string => `${Math.round(milliseconds / 36_000) / 100} hours`;

/** Waits until the connector has no run. Rejects with a KennaError of kind `late` when the patience is over. */
export async function waitUntilIdle({ kenna, connector, waiting, log }: Watched): Promise<void> {
  const isIdle = await waitLonger(async () => {
    const { isRunning } = await kenna.connector(connector);
    if (isRunning) log(`Connector ${connector} has a run already; ours is started after it.`);
    return isRunning ? undefined : true;
  }, waiting);
  if (isIdle) return;
  throw new KennaError({
    kind: "late",
    tried: `start a run of connector ${connector}`,
    outcome: `another run of it did not end within ${hoursOf(waiting.patienceMilliseconds)}`,
    hint: "Look at the connector in Kenna; the same upload later goes on from here.",
  });
}

/**
 * Waits for the end of a run and answers it. A run has ended when it says when, or when the connector is seen twice without a run: right
 * after the start Kenna may not show it yet. Rejects with a KennaError of kind `late` when the patience is over.
 */
export async function watchRun({ kenna, connector, waiting, log }: Watched, run: string): Promise<ConnectorRun> {
  let idleLooks = 0;
  const ended = await waitLonger(async () => {
    const seen = await kenna.connectorRun(connector, run);
    if (seen.end_time !== undefined) return seen;
    idleLooks = (await kenna.connector(connector)).isRunning ? 0 : idleLooks + 1;
    if (idleLooks > 1) return kenna.connectorRun(connector, run);
    log(
      `Run ${run} of connector ${connector} goes on: ${seen.processed_payload_count ?? 0} of ${seen.total_payload_count ?? "?"} payloads.`,
    );
    return undefined;
  }, waiting);
  if (ended) return ended;
  throw new KennaError({
    kind: "late",
    tried: `wait for run ${run} of connector ${connector}`,
    outcome: `it goes on after ${hoursOf(waiting.patienceMilliseconds)}`,
    hint: "Look at it in Kenna; the same upload later goes on waiting and starts no other run.",
  });
}
