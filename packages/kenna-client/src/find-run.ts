/** Finding the run whose start was not answered. */
import type { ConnectorRun } from "./connector-run.ts";
import type { Kenna } from "./kenna.ts";
import { KennaError } from "./kenna-error.ts";
import type { Starting } from "./upload-journal.ts";

const pauses = [0, 5000, 10_000, 20_000, 40_000, 60_000];

/** Kenna's clock may be behind ours, and a call that Kenna puts off with 429 is repeated for some minutes. */
const earliest = -5 * 60_000;
const latest = 15 * 60_000;

interface Clock {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Finds the one run of the connector that was not there before we asked for one, and that began when we did; undefined when for more than two
 * minutes there is no new one and the connector does not run: the call did not reach Kenna. Rejects with a KennaError of kind `uncertain` when
 * there are several, when those that are new may be another's, or when the connector runs and does not say what.
 */
export async function findRun(kenna: Kenna, starting: Starting, { sleep, now }: Clock): Promise<string | undefined> {
  const { connector, runsBefore, askedAt } = starting;
  const known = new Set(runsBefore);
  let isRunning = false;
  let fresh: ConnectorRun[] = [];
  for (const pause of pauses) {
    if (pause > 0) await sleep(pause);
    fresh = (await kenna.connectorRuns(connector)).filter(({ id }) => !known.has(id));
    const ours = fresh.filter((run) => mayBeOurs(run, starting, now()));
    if (ours.length > 1) throw uncertain(connector, `runs ${ours.map(({ id }) => id).join(", ")} were started since`);
    if (ours.length === 1) return ours[0]?.id;
    ({ isRunning } = await kenna.connector(connector));
  }
  if (fresh.length > 0) throw uncertain(connector, `new is ${fresh.map(told).join(" and ")}, and we asked for ours at ${askedAt}`);
  if (isRunning) throw uncertain(connector, "it runs and lists no run that is new");
  return undefined;
}

/** By its time, and by how many payloads it took: each file is at least one. A run that does not say when it began did so before now. */
function mayBeOurs({ start_time, end_time, total_payload_count }: ConnectorRun, { askedAt, dataFiles }: Starting, now: Date): boolean {
  const after = (start_time === undefined ? now.getTime() : Date.parse(start_time)) - Date.parse(askedAt);
  const files = new Set(Object.values(dataFiles)).size;
  const isTooSmall = end_time !== undefined && total_payload_count !== undefined && total_payload_count < files;
  return after >= earliest && after <= latest && !isTooSmall;
}

const told = ({ id, start_time, total_payload_count: payloads }: ConnectorRun): string =>
  `run ${id}, which ${start_time === undefined ? "does not say when it began" : `began at ${start_time}`}${payloads === undefined ? "" : ` with ${payloads} payloads`}`;

const uncertain = (connector: string, outcome: string): KennaError =>
  new KennaError({
    kind: "uncertain",
    tried: `find the run of connector ${connector} whose start was not answered`,
    outcome,
    hint: "Look at the connector's runs in Kenna, and name the one that is of this upload; where none is, begin anew.",
  });
