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

const longestIdle = 600_000;

/**
 * Waits for the end of a run and answers it. A run has ended when it says when. `success` may be false before it begins, and right after the start
 * Kenna may not show that the connector runs: it counts as an end when the connector runs nothing for ten minutes, or is twice seen so and the run
 * says why it failed. A run that says neither goes on, whatever the connector shows. Rejects with a KennaError of kind `late` when the patience is over.
 */
export async function watchRun(watched: Watched, run: string): Promise<ConnectorRun> {
  const ended = await watch(watched, run, Number.POSITIVE_INFINITY);
  if (ended === undefined) throw late(watched, run, false);
  return ended;
}

/** As `watchRun`; undefined when for ten minutes a run without an end is one of a connector that runs nothing. */
export const watchOrGiveUp = (watched: Watched, run: string): Promise<ConnectorRun | undefined> => watch(watched, run, longestIdle);

async function watch(watched: Watched, run: string, mostIdle: number): Promise<ConnectorRun | undefined> {
  const { kenna, connector, waiting, log } = watched;
  let idle: { readonly since: number; readonly looks: number } | undefined;
  const ended = await waitLonger<{ readonly run: ConnectorRun | undefined }>(async () => {
    const seen = await kenna.connectorRun(connector, run);
    if (seen.end_time !== undefined) return { run: seen };
    const { isRunning } = await kenna.connector(connector);
    const now = waiting.now().getTime();
    idle = isRunning ? undefined : { since: idle?.since ?? now, looks: (idle?.looks ?? 0) + 1 };
    if (idle && idle.looks > 1) {
      // It may have ended between the two calls.
      const last = await kenna.connectorRun(connector, run);
      const idleFor = now - idle.since;
      if (last.end_time !== undefined || hasFailed(last, idleFor)) return { run: last };
      if (idleFor >= mostIdle) return { run: undefined };
    }
    log(
      `Run ${run} of connector ${connector} goes on: ${seen.processed_payload_count ?? 0} of ${seen.total_payload_count ?? "?"} payloads.`,
    );
    return undefined;
  }, waiting);
  if (ended) return ended.run;
  throw late(watched, run, idle !== undefined);
}

const hasFailed = ({ success, error_message: words }: ConnectorRun, idleFor: number): boolean =>
  success === false && (words !== undefined || idleFor >= longestIdle);

const late = ({ connector, waiting }: Watched, run: string, isIdle: boolean): KennaError =>
  new KennaError({
    kind: "late",
    tried: `wait for run ${run} of connector ${connector}`,
    outcome: isIdle
      ? `it has no end after ${hoursOf(waiting.patienceMilliseconds)}, although the connector runs nothing`
      : `it goes on after ${hoursOf(waiting.patienceMilliseconds)}`,
    hint: "Look at it in Kenna; the same upload later goes on waiting and starts no other run. Where it will never end, begin anew.",
  });
