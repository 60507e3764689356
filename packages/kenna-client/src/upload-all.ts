/** The way of KDI files into Kenna: upload each, start one run of them, wait for it. Each step once, whatever happens in between. */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { interruptible } from "@plumbline/http-call/interruptible";
import { hashOf } from "@plumbline/run-store/digest";
import { StoreError } from "@plumbline/run-store/error";
import { withFileLock } from "@plumbline/run-store/file-lock";
import type { ConnectorRun } from "./connector-run.ts";
import { findRun } from "./find-run.ts";
import type { Kenna } from "./kenna.ts";
import { KennaError, mayBeDone } from "./kenna-error.ts";
import { type Running, readJournal, type Starting, type UploadJournal, writeJournal } from "./upload-journal.ts";
import { proveUploadable, UploadManifest } from "./upload-manifest.ts";
import { waitUntilIdle, watchRun } from "./watch-run.ts";

export interface UploadOptions {
  readonly kenna: Kenna;
  /** The id of a connector of the kind Kenna Data Importer. */
  readonly connector: string;
  /** That of the export, whole. */
  readonly manifest: unknown;
  /** Where the files lie; the journal's folder unless told. */
  readonly folder?: string;
  /** Where it is written how far the upload is. Its folder must exist. */
  readonly journalPath: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Told of each step, in one line. */
  readonly log?: ((line: string) => void) | undefined;
  /** How long a run may take; 12 hours unless told. */
  readonly patienceMilliseconds?: number;
  /** Begins anew: sends again what was done, and lets go of another upload that has not ended, after its run if one was started. */
  readonly anew?: boolean;
  /** The run of this upload, where `uncertain` asked for it. */
  readonly run?: string | undefined;
  /** Takes the files away when their run succeeded. */
  readonly removesFiles?: boolean;
}

/** `nothing`: the manifest names no file. `done-before`: the same upload was done already, and no call was made. */
export type UploadOutcome =
  | { readonly outcome: "nothing" }
  | { readonly outcome: "done" | "done-before"; readonly run: ConnectorRun; readonly dataFiles: number };

interface Uploading extends Omit<UploadOptions, "manifest" | "folder" | "log"> {
  readonly manifest: UploadManifest;
  readonly folder: string;
  readonly log: (line: string) => void;
}

/**
 * Brings the files of a manifest into Kenna, or goes on where an earlier call ended. No file is sent again that Kenna took and said so, and
 * no second run is started: when the answer to the start was lost, the connector's runs tell. After a run that failed the next call begins
 * anew. Rejects with a KennaError, with a StoreError when the journal can't be kept, and with a ZodError for another manifest.
 */
export async function uploadAll(options: UploadOptions): Promise<UploadOutcome> {
  const manifest = UploadManifest.parse(options.manifest);
  proveUploadable(manifest);
  if (manifest.files.length === 0) return { outcome: "nothing" };
  const uploading: Uploading = {
    ...options,
    ...{ manifest, folder: options.folder ?? dirname(options.journalPath), log: options.log ?? (() => undefined) },
    sleep: interruptible(options.sleep, options.signal),
  };
  return alone(options, () => goOn(uploading));
}

async function goOn(options: Uploading): Promise<UploadOutcome> {
  let journal = await begin(options);
  if (journal.step === "done") {
    if (options.removesFiles) await removeFiles(options);
    return { outcome: "done-before", run: journal.run, dataFiles: Object.keys(journal.dataFiles).length };
  }
  if (journal.step !== "running") {
    const starting = journal.step === "starting" ? journal : await uploadFiles(options, journal);
    journal = await startRun(options, starting, journal.step === "starting");
  }
  const run = await finish(options, journal);
  if (options.removesFiles) await removeFiles(options);
  return { outcome: "done", run, dataFiles: Object.keys(journal.dataFiles).length };
}

type Unfinished = Exclude<UploadJournal, { step: "failed" }>;

/** The journal to go on from: that of this upload, or a new one. */
async function begin(options: Uploading): Promise<Unfinished> {
  const { kenna, connector, manifest, journalPath, anew = false, log } = options;
  const fresh = {
    ...({ format: "plumbline-kenna-upload-1", step: "uploading", origin: kenna.origin, connector } as const),
    ...{ manifest: hashOf(manifest), dataFiles: {} },
  };
  const found = await readJournal(journalPath);
  if (!found || found.step === "failed") return fresh;
  const others = (["origin", "connector", "manifest"] as const).filter((name) => found[name] !== fresh[name]);
  if (others.length === 0) {
    const hasRun = found.step === "starting" || found.step === "running";
    return anew && !hasRun ? fresh : found;
  }
  if (found.step === "done") return fresh;
  if (!anew) throw otherUpload(journalPath, others, found.step);
  const isHere = found.origin === kenna.origin && found.connector === connector;
  if (isHere && found.step !== "uploading") await letEnd(options, found);
  log(`Another upload that was ${found.step} is let go.`);
  return fresh;
}

/** Waits for the run of an earlier upload, so that it is not taken for ours. What became of it is told and changes nothing. */
async function letEnd(options: Uploading, journal: Starting | Running): Promise<void> {
  const { kenna, connector, sleep, log } = options;
  const run = journal.step === "running" ? journal.run : await findRun(kenna, journal, sleep);
  if (run === undefined) return;
  const { success, error_message } = await watchRun(watching(options), run);
  log(
    `Run ${run} of connector ${connector}, of the upload before, ${success ? "succeeded" : `failed: ${error_message ?? "Kenna does not say why"}`}.`,
  );
}

async function uploadFiles(options: Uploading, journal: Extract<UploadJournal, { step: "uploading" }>): Promise<Starting> {
  const { kenna, connector, manifest, folder, journalPath, log } = options;
  let held = journal;
  for (const [i, { name, sha256 }] of manifest.files.entries()) {
    if (held.dataFiles[sha256] !== undefined) continue;
    const dataFile = await kenna.uploadFile(connector, join(folder, name), { sha256 });
    held = { ...held, dataFiles: { ...held.dataFiles, [sha256]: dataFile } };
    await writeJournal(journalPath, held);
    log(`Uploaded ${name}, ${i + 1} of ${manifest.files.length}.`);
  }
  await waitUntilIdle(watching(options));
  const runsBefore = (await kenna.connectorRuns(connector)).map(({ id }) => id);
  const starting: Starting = { ...held, step: "starting", runsBefore };
  await writeJournal(journalPath, starting);
  return starting;
}

const mostStarts = 3;

/** Starts the run, or finds the one that may have been started before. */
async function startRun(options: Uploading, starting: Starting, mayHaveStarted: boolean): Promise<Running> {
  const { connector, journalPath, log } = options;
  let run = mayHaveStarted ? await findStarted(options, starting) : undefined;
  for (let starts = 1; run === undefined; starts++) run = await startOnce(options, starting, starts);
  const { step: _step, runsBefore: _runsBefore, ...held } = starting;
  const running: Running = { ...held, step: "running", run };
  await writeJournal(journalPath, running);
  log(`Run ${run} of connector ${connector} is that of the ${Object.keys(held.dataFiles).length} files.`);
  return running;
}

const findStarted = async ({ run, kenna, sleep }: Uploading, starting: Starting): Promise<string | undefined> =>
  run ?? findRun(kenna, starting, sleep);

/** Answers the run; undefined when it is proven that none was started and another call may help. */
async function startOnce(options: Uploading, starting: Starting, starts: number): Promise<string | undefined> {
  const { kenna, connector, manifest, journalPath, log } = options;
  const ids = [...new Set(manifest.files.flatMap(({ sha256 }) => starting.dataFiles[sha256] ?? []))];
  try {
    return await kenna.runConnector(connector, ids);
  } catch (error) {
    if (!mayBeDone(error)) {
      // Kenna says that it started none: nothing is to be looked for later.
      const { runsBefore: _, ...held } = starting;
      await writeJournal(journalPath, { ...held, step: "uploading" });
      throw error;
    }
    log(`${error instanceof Error ? error.message : String(error)} The connector's runs tell whether it was started.`);
    const found = await findStarted(options, starting);
    if (found === undefined && starts >= mostStarts) throw error;
    return found;
  }
}

async function finish(options: Uploading, journal: Running): Promise<ConnectorRun> {
  const { connector, journalPath } = options;
  const run = await watchRun(watching(options), journal.run);
  const step = run.success === true ? "done" : "failed";
  await writeJournal(journalPath, { ...journal, step, run });
  if (step === "done") return run;
  throw new KennaError({
    kind: "run-failed",
    tried: `run ${run.id} of connector ${connector}`,
    outcome: `it ended without success: ${run.error_message ?? "Kenna does not say why"}`,
    hint: "The files are kept. Put right what Kenna says, and upload again: it begins anew.",
    run,
  });
}

const watching = ({ kenna, connector, sleep, now, patienceMilliseconds = 12 * 3_600_000, log }: Uploading) => ({
  ...{ kenna, connector, log },
  waiting: { sleep, now, patienceMilliseconds },
});

const removeFiles = async ({ folder, manifest }: Uploading): Promise<void> => {
  for (const { name } of manifest.files) await rm(join(folder, name), { force: true });
};

/** Runs the work while no other process is at the same upload. */
async function alone<T>({ journalPath, connector }: UploadOptions, work: () => Promise<T>): Promise<T> {
  const entered = { isIn: false };
  try {
    return await withFileLock(
      `${journalPath}.lock`,
      () => {
        entered.isIn = true;
        return work();
      },
      { pauseMilliseconds: 50, mostPauses: 20 },
    );
  } catch (cause) {
    if (entered.isIn || !(cause instanceof StoreError) || cause.code !== "locked") throw cause;
    throw new KennaError({
      ...{ kind: "busy", tried: `upload to connector ${connector}`, cause },
      outcome: `another upload is under way: ${cause.message}`,
      hint: `Wait for it; ${cause.hint}.`,
    });
  }
}

const otherUpload = (path: string, others: readonly string[], step: string): KennaError =>
  new KennaError({
    kind: "other-upload",
    tried: `go on with the upload of ${path}`,
    outcome: `it is of another ${others.join(" and ")}, and has not ended (${step})`,
    hint: "Upload what it is of, as then; or say that it is let go.",
  });
