/** The way of KDI files into Kenna: upload each, start one run of them, wait for it. Each step once, whatever happens in between. */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { interruptible } from "@plumbline/http-call/interruptible";
import { StoreError } from "@plumbline/run-store/error";
import { withFileLock } from "@plumbline/run-store/file-lock";
import { beginUpload } from "./begin-upload.ts";
import type { ConnectorRun } from "./connector-run.ts";
import { KennaError } from "./kenna-error.ts";
import { startRun } from "./start-run.ts";
import { strangeIn } from "./took-ours.ts";
import { type Held, type Running, type UploadJournal, writeJournal } from "./upload-journal.ts";
import { proveUploadable, UploadManifest } from "./upload-manifest.ts";
import { type Uploading, type UploadOptions, watching } from "./upload-options.ts";
import { watchRun } from "./watch-run.ts";

/** `nothing`: the manifest names no file, and leaves nothing open that it should close. `done-before`: the same upload was done already, and no call was made. */
export type UploadOutcome =
  | { readonly outcome: "nothing" }
  | {
      readonly outcome: "done" | "done-before";
      readonly run: ConnectorRun;
      readonly dataFiles: number;
      /** The answer to the start was lost: that the run is ours its time and its counts tell, and nothing else. The next upload sends the files once more. */
      readonly isFound?: true;
    };

/**
 * Brings the files of a manifest into Kenna, or goes on where an earlier call ended. No file is sent again that Kenna took and said so, and
 * no second run is started: when the answer to the start was lost, the connector's runs tell. After a run that failed the next call begins
 * anew. Rejects with a KennaError, with a StoreError when the journal can't be kept, and with a ZodError for another manifest.
 */
export async function uploadAll(options: UploadOptions): Promise<UploadOutcome> {
  const manifest = UploadManifest.parse(options.manifest);
  proveUploadable(manifest);
  if (manifest.files.length === 0) {
    if (!manifest.settings.skipAutoclose) await proveNothingOpen(options);
    return { outcome: "nothing" };
  }
  const uploading: Uploading = {
    ...options,
    ...{ manifest, folder: options.folder ?? dirname(options.journalPath), log: options.log ?? (() => undefined) },
    sleep: interruptible(options.sleep, options.signal),
  };
  return alone(options, () => goOn(uploading));
}

/** A connector that never had a run has nothing open. Throws a KennaError of kind `leaves-open` for another: by no file nothing is closed. */
async function proveNothingOpen({ kenna, connector }: UploadOptions): Promise<void> {
  if ((await kenna.connectorRuns(connector)).length === 0) return;
  throw new KennaError({
    kind: "leaves-open",
    tried: "upload with autoclose on",
    outcome: `there is no asset to send, and Kenna closes by files alone: whatever connector ${connector} has open stays open`,
    hint: "Close it in Kenna; where it may stay open, set skip_autoclose to true.",
  });
}

async function goOn(options: Uploading): Promise<UploadOutcome> {
  const begun = await beginUpload(options);
  const dataFilesOf = ({ dataFiles }: UploadJournal) => Object.keys(dataFiles).length;
  if (begun.step === "done") {
    if (options.removesFiles) await removeFiles(options);
    return { outcome: "done-before", run: begun.run, dataFiles: dataFilesOf(begun) };
  }
  if (begun.step === "uploading") await options.beforeFiles?.();
  const running = begun.step === "running" ? begun : await startRun(options, await uploadFiles(options, begun));
  const run = await finish(options, running);
  // Those of a run that was only found are to be sent once more.
  if (options.removesFiles && !running.isFound) await removeFiles(options);
  return { outcome: "done", run, dataFiles: dataFilesOf(running), ...(running.isFound && { isFound: true }) };
}

async function uploadFiles({ kenna, connector, manifest, folder, journalPath, log }: Uploading, begun: Held): Promise<Held> {
  let held = begun;
  // From here on the folder is this upload's, also where Kenna refuses its first file.
  await writeJournal(journalPath, held);
  for (const [i, { name, sha256 }] of manifest.files.entries()) {
    if (held.dataFiles[sha256] !== undefined) continue;
    const dataFile = await kenna.uploadFile(connector, join(folder, name), { sha256 });
    held = { ...held, dataFiles: { ...held.dataFiles, [sha256]: dataFile } };
    await writeJournal(journalPath, held);
    log(`Uploaded ${name}, ${i + 1} of ${manifest.files.length}.`);
  }
  return held;
}

async function finish(options: Uploading, journal: Running): Promise<ConnectorRun> {
  const { connector, journalPath } = options;
  const run = await watchRun(watching(options), journal.run);
  const strange = strangeIn(journal, run, options.manifest);
  if (strange !== undefined)
    throw new KennaError({
      kind: "uncertain",
      tried: `take run ${run.id} of connector ${connector}, whose start was not answered, for that of this upload`,
      outcome: strange,
      hint: "Look at the run in Kenna; name it where it is of this upload all the same, or begin anew.",
    });
  const { isFound, ...held } = journal;
  if (run.success === true) {
    await writeJournal(journalPath, { ...held, step: "done", run, ...(isFound && { isFound }) });
    return run;
  }
  await writeJournal(journalPath, { ...held, step: "failed", run });
  throw new KennaError({
    kind: "run-failed",
    tried: `run ${run.id} of connector ${connector}`,
    outcome: `it ended without success: ${run.error_message ?? "Kenna does not say why"}`,
    hint: "The files are kept. Put right what Kenna says, and upload again: it begins anew.",
    run,
  });
}

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
