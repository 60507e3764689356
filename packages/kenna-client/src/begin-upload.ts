/** Where an upload begins: with nothing, or where an earlier one ended. */
import { StoreError } from "@plumbline/run-store/error";
import type { ConnectorRun } from "./connector-run.ts";
import { findRun } from "./find-run.ts";
import { KennaError } from "./kenna-error.ts";
import { proveTarget } from "./prove-target.ts";
import { settleRun, settleStart } from "./start-run.ts";
import { strangeIn } from "./took-ours.ts";
import { type Held, leavesNothing, type Running, readJournal, type Starting, type UploadJournal, writeJournal } from "./upload-journal.ts";
import { identityOf } from "./upload-manifest.ts";
import { type Uploading, watching } from "./upload-options.ts";
import { watchOrGiveUp, watchRun } from "./watch-run.ts";

type Done = Extract<UploadJournal, { step: "done" }>;
type Begun = Held | Running | Done;

/** The journal to go on from: that of this upload, or a new one. A start that nobody answered is settled first. */
export async function beginUpload(options: Uploading): Promise<Begun> {
  const { kenna, connector, manifest, journalPath, anew = false, replacesEarlier = false, run, log } = options;
  const fresh: Held = {
    ...{ format: "plumbline-kenna-upload-1", step: "uploading", origin: kenna.origin, connector },
    ...{ manifest: identityOf(manifest), dataFiles: {} },
  };
  const found = await (anew ? readOrLetGo(options) : readJournal(journalPath));
  if (!anew) proveTarget(found, journalPath, fresh);
  const isHere = found?.origin === fresh.origin && found.connector === fresh.connector;
  const open = isHere && (found?.step === "starting" || found?.step === "running") ? found : undefined;
  const isSame = isHere && found.manifest === fresh.manifest;
  const sure = isSame && !anew ? namedSince(found, run) : undefined;
  if (run !== undefined && !open && !sure) log(`Run ${run} is not looked at: no start of this upload waits for its answer.`);
  if (!found || found.step === "failed" || leavesNothing(found)) return fresh;
  if (sure) {
    await writeJournal(journalPath, sure);
    log(`Run ${sure.run.id} is taken for that of this upload, as it was named.`);
    return sure;
  }
  if (!isSame) {
    if (found.step === "done") {
      if (isHere) await options.onEarlierEnd?.({ manifest: found.manifest, run: found.run, isFound: found.isFound });
      return fresh;
    }
    if (!anew && !replacesEarlier) throw otherUpload(journalPath, found.step);
    if (open) await (anew ? letEnd(options, open) : endEarlier(options, open));
    log(`Another upload that was ${found.step} is let go.`);
    return fresh;
  }
  if (found.step === "done" && found.isFound && !anew) {
    log(
      `Run ${found.run.id} of connector ${connector} was told by its time and counts only: the files are sent once more, lest it was another's.`,
    );
    return fresh;
  }
  if (!anew) return goOnFrom(options, found);
  return (open && (await endsFirst(options, open))) ?? fresh;
}

/** An upload that is done and whose run was only found, when that run is named: then it is told for sure. */
function namedSince(found: UploadJournal, run: string | undefined): Done | undefined {
  if (found.step !== "done" || !found.isFound || run !== found.run.id) return undefined;
  const { isFound: _, ...sure } = found;
  return sure;
}

/** Who begins anew is not kept back by a journal that nobody can read; a run that goes on is waited for before another one is started. */
const readOrLetGo = ({ journalPath, log }: Uploading): Promise<UploadJournal | undefined> =>
  readJournal(journalPath).catch((error: unknown) => {
    if (!(error instanceof StoreError) || error.code !== "broken") throw error;
    log(`What can't be read is let go: ${error.message}.`);
    return undefined;
  });

const goOnFrom = async (options: Uploading, found: Begun | Starting): Promise<Begun> => {
  if (found.step === "starting") return settleStart(options, found);
  return found.step === "running" ? settleRun(options, found) : found;
};

/** The run that these same files have already, where there is one that ends; undefined when nothing keeps them from being sent anew. */
async function endsFirst(options: Uploading, found: Starting | Running): Promise<Running | undefined> {
  const { connector } = options;
  const settled = await unlessUntold(options, () => goOnFrom(options, found));
  if (settled?.step !== "running") return undefined;
  const says = `Run ${settled.run} of connector ${connector} has these files, and its end was not noted yet: it was waited for, and nothing is begun anew. To send them again say so once more after it.`;
  const ended = await watched(options, settled.run);
  if (ended === undefined) return undefined;
  const strange = strangeIn(settled, ended, options.manifest);
  options.log(strange === undefined ? says : `Run ${settled.run} is let go: ${strange}.`);
  return strange === undefined ? settled : undefined;
}

/** Waits for the run of earlier files as their own upload would: a doubt about it is no leave to start another one. */
async function endEarlier(options: Uploading, journal: Starting | Running): Promise<void> {
  const run = options.run ?? (await runOf(options, journal));
  // A start that came to nothing is none to look for later.
  if (run === undefined) return writeJournal(options.journalPath, { ...heldOf(journal), step: "uploading" });
  options.log(`Run ${run} of connector ${options.connector} is of the upload before: newer files go when it has ended.`);
  await tellEnd(options, journal, await watchRun(watching(options), run));
}

/** Waits for the run of an earlier upload of other files where one can be told. What became of it is told and changes nothing. */
async function letEnd(options: Uploading, journal: Starting | Running): Promise<void> {
  const run = options.run ?? (await unlessUntold(options, () => runOf(options, journal)));
  const ended = run === undefined ? undefined : await watched(options, run);
  if (ended !== undefined) await tellEnd(options, journal, ended);
}

const runOf = async (options: Uploading, journal: Starting | Running): Promise<string | undefined> =>
  journal.step === "running" ? journal.run : findRun(options.kenna, journal, options);

/** What became of it is noted at once: newer files may be refused, and nobody is to wait for this run once more. */
async function tellEnd(options: Uploading, journal: Starting | Running, run: ConnectorRun): Promise<void> {
  const { id, success, error_message: words = "Kenna does not say why" } = run;
  const isNamed = options.run !== undefined;
  const isFound = !isNamed && (journal.step === "starting" || journal.isFound) ? true : undefined;
  const end = success ? "succeeded" : `failed: ${words}`;
  // What that upload's files hold is not known here.
  const told = isFound ? "; that it is that one's is told by its time only" : "";
  options.log(`Run ${id} of connector ${options.connector}, of the upload before, ${end}${told}.`);
  await options.onEarlierEnd?.({ manifest: journal.manifest, run, isFound });
  const held = heldOf(journal);
  if (success) await writeJournal(options.journalPath, { ...held, step: "done", run, ...(isFound && { isFound }) });
  else await writeJournal(options.journalPath, { ...held, step: "failed", run });
}

const heldOf = ({ format, origin, connector, manifest, dataFiles }: Starting | Running) => ({
  ...{ format, origin, connector, manifest, dataFiles },
});

/** Answers undefined where nobody can tell which run it is, and says so: who begins anew need not know. */
async function unlessUntold<T>({ log }: Uploading, settle: () => Promise<T>): Promise<T | undefined> {
  try {
    return await settle();
  } catch (error) {
    if (!(error instanceof KennaError) || error.kind !== "uncertain") throw error;
    log(`The start of a run that nobody can tell is let go: ${error.outcome}.`);
    return undefined;
  }
}

/** Waits for the end of a run that Kenna knows. Undefined, and said so, when Kenna does not know it or it never ends. */
async function watched(options: Uploading, run: string) {
  const { kenna, connector, log } = options;
  try {
    await kenna.connectorRun(connector, run);
    const ended = await watchOrGiveUp(watching(options), run);
    if (ended === undefined) log(`Run ${run} has no end, and connector ${connector} runs nothing for ten minutes: it is let go.`);
    return ended;
  } catch (error) {
    if (!(error instanceof KennaError) || error.status !== 404) throw error;
    // The connector answers, so that it is the run which is not there.
    const listed = await kenna.connectorRuns(connector);
    if (listed.some(({ id }) => id === run)) throw error;
    log(`Kenna does not know run ${run} of connector ${connector}: it is let go.`);
    return undefined;
  }
}

const otherUpload = (path: string, step: string): KennaError =>
  new KennaError({
    kind: "other-upload",
    tried: `go on with the upload of ${path}`,
    outcome: `it is of other files or settings, and has not ended (${step})`,
    hint: "Upload what it is of, as then; or say that it is let go.",
  });
