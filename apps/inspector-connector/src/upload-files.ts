import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { type Log, makeLog } from "@plumbline/cli/log";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { KennaError } from "@plumbline/kenna-client/kenna-error";
import { openKenna } from "@plumbline/kenna-client/open-kenna";
import { proveTarget } from "@plumbline/kenna-client/prove-target";
import { type UploadOutcome, uploadAll } from "@plumbline/kenna-client/upload-all";
import { readJournal } from "@plumbline/kenna-client/upload-journal";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import type { EarlierUpload } from "@plumbline/kenna-client/upload-options";
import { StoreError } from "@plumbline/run-store/error";
import type { UploadConfig } from "./config.ts";
import { keptTarget, lastUploaded } from "./last-uploaded.ts";
import { type LeftOpen, leftOpen, leftOpenText } from "./left-open.ts";
import { journalPathOf, pendingOrNone } from "./pending-upload.ts";
import { proveCovered } from "./prove-covered.ts";
import { exportName } from "./run-export.ts";
import type { Secrets } from "./secrets.ts";
import { removeLeft, type Staged, settleEarlier, stageUploaded } from "./stage-uploaded.ts";

export interface Uploaded {
  readonly outcome: UploadOutcome;
  readonly manifest: KdiManifest;
  readonly connector: string;
  /** With autoclose on, what may stay open although no file names it. */
  readonly leaves: LeftOpen | undefined;
}
type Asked = Pick<UploadConfig, "outputDirectory" | "kennaApiHost" | "kennaConnectorId" | "anew" | "run" | "closeUnseen" | "quiet">;

/**
 * Makes what sends the exported files of a folder to Kenna. Rejects with a usage error for a key, a connector or a host that is missing or none, and
 * with a KennaError for a folder of another connector's, before anything is asked. The upload rejects with a KennaError or a StoreError; the next
 * one goes on where it ended.
 */
export async function uploadTo(config: Asked, secrets: Secrets, io: Io): Promise<() => Promise<Uploaded>> {
  const key = secrets.get("kennaApiKey");
  const connector = config.kennaConnectorId;
  if (key === undefined)
    throw usageError("there is no API key of Kenna", "set KENNA_API_KEY, or name a file that holds it with --kenna-api-key-file");
  if (connector === undefined)
    throw usageError("--kenna-connector-id is missing", "give the id of a Kenna Data Importer connector, such as 12345");
  const log = makeLog(io, config);
  const tell = (line: string) => log("info", line);
  const stop = new AbortController();
  const { signal } = stop;
  const kenna = openKenna({ host: config.kennaApiHost, key, sleep: io.sleep, now: io.now, signal, log: tell });
  const folder = resolve(io.folder, config.outputDirectory);
  const journalPath = journalPathOf(folder);
  const target = { origin: kenna.origin, connector };
  // Before an export puts other files there.
  if (!config.anew) {
    const journal = await readJournal(journalPath);
    proveTarget(journal, journalPath, target);
    // Also where the last upload failed: what the one before it brought would be lost. Whose upload is noted there was given the folder.
    const isGiven = journal?.origin === target.origin && journal.connector === target.connector;
    const took = isGiven ? undefined : await keptTarget(folder);
    proveTarget(took && { ...took, step: "done" }, lastUploaded(folder), target);
  }
  return async () => {
    // Until here a signal ends the process as ever; an upload notes how far it came first.
    io.untilStopped?.().addEventListener("abort", () => stop.abort(new UploadStopped()));
    const manifest = await readManifest(manifestPath(folder, exportName));
    let leaves = await leftOpen(folder, manifest, target);
    const staged = await stageUploaded(folder, manifest, target, io.now());
    const keeping = (work: () => Promise<void>) => unlessUnkept(work, log);
    await keeping(async () => removeLeft(folder, (await pendingOrNone(folder))?.identity, io.now()));
    const onEarlierEnd = (earlier: EarlierUpload) =>
      keeping(async () => {
        if (await settleEarlier(folder, earlier, { now: io.now(), tell })) leaves = await leftOpen(folder, manifest, target);
      });
    const outcome = await uploadAll({
      ...{ kenna, connector, manifest, folder, journalPath, sleep: io.sleep, now: io.now, signal, log: tell },
      ...{ anew: config.anew, replacesEarlier: true, run: config.run, onEarlierEnd },
      // What became of the upload before is known by then.
      ...(!config.closeUnseen && { beforeFiles: () => proveCovered(folder, manifest, target) }),
    }).catch(async (error: unknown) => {
      await dropUnlessPending(staged, error, { folder, manifest });
      const text = leftOpenText(leaves);
      if (text !== undefined && error instanceof KennaError && error.kind === "leaves-open") log("warn", text);
      throw error;
    });
    if (outcome.outcome === "nothing") await staged.drop();
    else await keeping(() => staged.keep("isFound" in outcome ? outcome.isFound : undefined));
    return { outcome, manifest, connector, leaves };
  };
}

/** What Kenna has taken and can't be kept of it here is told: it is no failure of the upload. */
async function unlessUnkept(work: () => Promise<void>, log: Log): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    log("warn", `the uploaded files are not kept for the next kdi diff: ${error.message}`);
  }
}

/** A run that goes on may yet succeed, and another process may be at the same files: then a later upload keeps them, or takes them away. */
async function dropUnlessPending(staged: Staged, error: unknown, { folder, manifest }: { folder: string; manifest: KdiManifest }) {
  if (error instanceof KennaError && error.kind === "busy") return;
  if ((await pendingOrNone(folder))?.identity !== identityOf(manifest)) await staged.drop();
}

/** Somebody asked the upload to stop. */
export class UploadStopped extends Error {
  override readonly name = "UploadStopped";
  constructor() {
    super("stopped: how far the upload came is noted, and the next one goes on there");
  }
}
