/** Starting the run of an upload: once, whatever becomes of the answer. */
import { findRun } from "./find-run.ts";
import { KennaError, mayBeDone } from "./kenna-error.ts";
import { type Held, type Running, type Starting, writeJournal } from "./upload-journal.ts";
import { type Uploading, watching } from "./upload-options.ts";
import { waitUntilIdle } from "./watch-run.ts";

const mostStarts = 3;

/** The key, its rights, and too many calls. Any other refusal may be of files that Kenna has not kept; to send one twice does no harm. */
const saysNothingOfFiles: readonly number[] = [401, 403, 429];

/** Starts the run when the connector is idle. Where a start is proven to have come to nothing it is made again, three times at most. */
export async function startRun(options: Uploading, held: Held): Promise<Running> {
  for (let starts = 1; ; starts++) {
    const { run, isFound, error } = await startOnce(options, held);
    if (run !== undefined) {
      const how = isFound ? ", by when it began: what it took is looked at when it ends" : "";
      const count = Object.keys(held.dataFiles).length;
      options.log(`Run ${run} of connector ${options.connector} is that of the ${count === 1 ? "file" : `${count} files`}${how}.`);
      return noteRun(options, held, { run, isFound });
    }
    if (starts >= mostStarts) throw error;
  }
}

/** What a start came to: a run, or the proof that there is none. */
interface Start {
  readonly run?: string | undefined;
  /** Its start was not answered. */
  readonly isFound?: true;
  readonly error?: unknown;
}

async function startOnce(options: Uploading, held: Held): Promise<Start> {
  const { kenna, connector, journalPath, now, log } = options;
  await waitUntilIdle(watching(options));
  const runsBefore = (await kenna.connectorRuns(connector)).map(({ id }) => id);
  const starting: Starting = { ...held, step: "starting", runsBefore, askedAt: now().toISOString() };
  await writeJournal(journalPath, starting);
  try {
    return { run: await kenna.runConnector(connector, [...new Set(Object.values(held.dataFiles))]) };
  } catch (error) {
    // The end of this process tells nothing of what Kenna did.
    if (!(error instanceof KennaError)) throw error;
    if (!mayBeDone(error)) {
      // Kenna says that it started none: nothing is to be looked for later.
      const isOfFiles = error.kind === "refused" && !saysNothingOfFiles.includes(error.status ?? 0);
      if (isOfFiles) log("Kenna may not have the files any more: the next upload sends them again.");
      await writeJournal(journalPath, isOfFiles ? { ...held, dataFiles: {} } : held);
      throw error;
    }
    log(`${error.message} The connector's runs tell whether it was started.`);
    const run = await findRun(kenna, starting, options);
    if (run === undefined) await writeJournal(journalPath, held);
    return { run, isFound: true, error };
  }
}

/** Settles what became of a start that an earlier process made: the run that is named or found, or none. */
export async function settleStart(options: Uploading, starting: Starting): Promise<Held | Running> {
  const { runsBefore: _, askedAt: __, ...held } = starting;
  const run = options.run === undefined ? await findRun(options.kenna, starting, options) : await proveNamed(options, options.run);
  if (run !== undefined) {
    const isFound = options.run === undefined ? true : undefined;
    if (isFound) options.log(`Run ${run} of connector ${options.connector} is taken for that of this upload, by when it began.`);
    return noteRun(options, { ...held, step: "uploading" }, { run, isFound });
  }
  const uploading: Held = { ...held, step: "uploading" };
  await writeJournal(options.journalPath, uploading);
  return uploading;
}

/** Goes on with the run that is named, where it is another than the one that was noted. */
export async function settleRun(options: Uploading, running: Running): Promise<Running> {
  const { run: noted, isFound, ...held } = running;
  if (options.run === undefined || (options.run === noted && !isFound)) return running;
  const run = await proveNamed(options, options.run);
  options.log(`Run ${run} is taken for that of this upload${run === noted ? "" : ` instead of ${noted}`}, as it was named.`);
  return noteRun(options, { ...held, step: "uploading" }, { run });
}

/** Answers the run when Kenna knows it: what is noted is relied on later. */
async function proveNamed({ kenna, connector }: Uploading, run: string): Promise<string> {
  await kenna.connectorRun(connector, run);
  return run;
}

async function noteRun(
  { journalPath }: Uploading,
  held: Held,
  { run, isFound }: { readonly run: string; readonly isFound?: true | undefined },
): Promise<Running> {
  const running: Running = { ...held, step: "running", run, ...(isFound && { isFound }) };
  await writeJournal(journalPath, running);
  return running;
}
