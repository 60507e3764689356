/** An upload whose end nobody has noted here: what it brought may be in Kenna, and is not among the files that are kept. */
import { join } from "node:path";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { readJournal } from "@plumbline/kenna-client/upload-journal";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import { StoreError } from "@plumbline/run-store/error";
import { keptTarget, lastUploaded, type UploadTarget, unlessBroken } from "./last-uploaded.ts";
import { partialUploads } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";
import { heldManifest } from "./stage-uploaded.ts";

/** Where it stands how far the upload of a folder is. */
export const journalPathOf = (folder: string): string => join(folder, `${exportName}.upload.json`);

export interface PendingUpload extends UploadTarget {
  /** `starting`: whether there is a run nobody knows. `done`: its run succeeded, and its files were not kept any more. */
  readonly step: "starting" | "running" | "done";
  readonly run?: string;
  /** What it is known by: see `identityOf`. */
  readonly identity: string;
  /** Of its files, where they are held, or lie in their place. */
  readonly manifest?: KdiManifest;
}

/** The upload of a folder that has not ended; undefined where there is none. Rejects with a StoreError `broken` when nobody can tell. */
export async function pendingUpload(folder: string): Promise<PendingUpload | undefined> {
  const journal = await readJournal(journalPathOf(folder));
  if (journal === undefined || journal.step === "uploading" || journal.step === "failed") return undefined;
  const { step, origin, connector, manifest: identity } = journal;
  const held = await heldManifest(folder, identity);
  // Who keeps them may not live to note the end of their run; the same files may be held once more, for an upload that was not begun.
  const isKeptBy = () => isKept(folder, identity, { origin, connector });
  if (step === "done" ? held === undefined || (await isKeptBy()) : held === undefined && (await isKeptBy())) return undefined;
  const manifest = held ?? (await manifestIn(folder, identity));
  const run = journal.step === "running" ? journal.run : journal.step === "done" ? journal.run.id : undefined;
  return { step, origin, connector, identity, ...(run && { run }), ...(manifest && { manifest }) };
}

/** What the last upload of a folder is known by, where its run succeeded; undefined where another one was begun since, or nobody can tell. */
export async function lastDone(folder: string): Promise<string | undefined> {
  const journal = await unlessBroken(() => readJournal(journalPathOf(folder)));
  return journal?.step === "done" ? journal.manifest : undefined;
}

const isKept = async (folder: string, identity: string, { origin, connector }: UploadTarget): Promise<boolean> => {
  const took = await keptTarget(folder);
  if (took?.origin !== origin || took.connector !== connector) return false;
  const noted = (await unlessBroken(() => partialUploads(lastUploaded(folder)))) ?? [];
  return (
    noted.some(({ manifest, isReplaced }) => manifest === identity && !isReplaced) ||
    (await manifestIn(lastUploaded(folder), identity)) !== undefined
  );
};

/** The manifest of a folder, where it is known by that; undefined where it is another one, or nobody can read it. */
async function manifestIn(folder: string, identity: string): Promise<KdiManifest | undefined> {
  const manifest = await unlessBroken(() => readManifest(manifestPath(folder, exportName)));
  return manifest && identityOf(manifest) === identity ? manifest : undefined;
}

/** `pendingUpload`, where a journal that nobody can read is none. */
export const pendingOrNone = (folder: string): Promise<PendingUpload | undefined> =>
  pendingUpload(folder).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "broken") return undefined;
    throw error;
  });

const ends: Readonly<Record<PendingUpload["step"], string>> = {
  starting: "has not ended, and nobody knows whether its run was started",
  running: "has not ended",
  done: "is done, and its files were not kept",
};

/** The same in words. */
export const pendingText = ({ step, run, connector, origin }: PendingUpload): string =>
  `the upload to connector ${connector} of ${origin} ${ends[step]}${run === undefined ? "" : ` (run ${run})`}: Kenna may have what it brought, which is not compared; the next upload settles it`;
