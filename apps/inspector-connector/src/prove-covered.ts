import { type KdiManifest, type KdiScope, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { KennaError } from "@plumbline/kenna-client/kenna-error";
import { readJournal } from "@plumbline/kenna-client/upload-journal";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import { StoreError } from "@plumbline/run-store/error";
import { lastUploaded, type UploadTarget, unlessBroken, uploadedTo } from "./last-uploaded.ts";
import { partialUploads } from "./partial-uploads.ts";
import { journalPathOf, pendingUpload } from "./pending-upload.ts";
import { exportName } from "./run-export.ts";
import { coversScope, lookedAtText, lostText, scopeText } from "./scope.ts";

type Looked = Pick<KdiManifest, "scope">;

/**
 * Rejects with a KennaError of kind `incomplete` where autoclose is on and an earlier upload to the target looked at more: Kenna would close what
 * lies there, and nobody looked. What can't be read of an earlier upload may have looked anywhere.
 */
export async function proveCovered(folder: string, manifest: KdiManifest, target: UploadTarget): Promise<void> {
  const outcome = await whyUncovered(folder, manifest, target);
  if (outcome === undefined) return;
  throw new KennaError({
    kind: "incomplete",
    tried: "upload with autoclose on",
    outcome,
    hint: "Export what was looked at before too, all regions and accounts where nobody knows it, or set skip_autoclose to true. Where Kenna may close what is not looked at any more, say --close-unseen once.",
  });
}

/**
 * What speaks against it; undefined where autoclose is off, or all that was looked at before was looked at. An upload that was begun is gone on with:
 * it was proven, or agreed to, then.
 */
export async function whyUncovered(folder: string, manifest: KdiManifest, target: UploadTarget): Promise<string | undefined> {
  const { scope, settings } = manifest;
  if (settings.skipAutoclose || scope === undefined || (await isBegun(folder, manifest, target))) return undefined;
  const wider = (await earlierLooks(folder, target)).find((earlier) => !coversScope(scope, earlier.scope));
  if (wider === undefined) return undefined;
  return `${lookedAtText(scope)} were looked at, and ${widerText(scope, wider.scope)}, so that Kenna would close what is elsewhere`;
}

function widerText(scope: KdiScope, wider: KdiScope | undefined): string {
  if (wider === undefined) return "nobody knows where an upload before looked";
  const lost = lostText(scope, wider);
  return `an upload before looked at ${scopeText(wider)}${lost === undefined ? "" : `, so also at ${lost}`}`;
}

const isSameTarget = (one: UploadTarget | undefined, { origin, connector }: UploadTarget): boolean =>
  one?.origin === origin && one.connector === connector;

async function isBegun(folder: string, manifest: KdiManifest, target: UploadTarget): Promise<boolean> {
  const journal = await unlessBroken(() => readJournal(journalPathOf(folder)));
  const hasEnded = journal?.step === "done" || journal?.step === "failed";
  return !hasEnded && isSameTarget(journal, target) && journal?.manifest === identityOf(manifest);
}

/** Where the uploads to the target looked of which Kenna has, or may have, something. */
async function earlierLooks(folder: string, target: UploadTarget): Promise<readonly Looked[]> {
  const kept = lastUploaded(folder);
  try {
    const pending = await pendingUpload(folder);
    const going = isSameTarget(pending, target) ? [pending?.manifest ?? {}] : [];
    if (!isSameTarget(await uploadedTo(folder), target)) return going;
    return [...going, await readManifest(manifestPath(kept, exportName)), ...(await partialUploads(kept))];
  } catch (error) {
    if (error instanceof StoreError && (error.code === "missing" || error.code === "broken")) return [{}];
    throw error;
  }
}
