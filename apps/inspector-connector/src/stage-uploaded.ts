/** Files on their way into Kenna: held until it is known whether their run succeeded. */
import { copyFile, link, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { strangeIn } from "@plumbline/kenna-client/took-ours";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import type { EarlierUpload } from "@plumbline/kenna-client/upload-options";
import { codeOf, StoreError } from "@plumbline/run-store/error";
import { storeError, writeFile } from "@plumbline/run-store/write";
import { lastUploaded, readTarget, type UploadTarget, unlessBroken, uploadedTo, writeTarget } from "./last-uploaded.ts";
import { carryPartial, isPartial, notePartial } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";

/** Files that are about to be uploaded, held apart from the folder, where an export may replace them meanwhile. */
export interface Staged {
  /** Puts them in the place of those that were kept before; `isFound` where a run was only found that took them. Rejects with a StoreError. */
  keep(isFound?: true): Promise<void>;
  /** Takes them away. */
  drop(): Promise<void>;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
const prefix = "last-uploaded.next-";
/** Where the files of an upload are held, by what it is known by. */
const nameOf = (identity: string): string => `${prefix}${identity}`;

/**
 * Holds the files of a manifest for the next comparison. They are linked, so that they take no room and stay what they are when an export puts
 * others in their place. They stand until they are kept or dropped, for a later process too: a run may end when this one is gone. What keeps them
 * from being held is told by `keep`: it is no reason not to upload them.
 */
export async function stageUploaded(folder: string, manifest: KdiManifest, target: UploadTarget, now: Date): Promise<Staged> {
  const next = join(folder, nameOf(identityOf(manifest)));
  try {
    const making = await mkdtemp(join(folder, `${prefix}making-`));
    try {
      for (const { name } of manifest.files) await linkOrCopy(join(folder, name), join(making, name));
      await rename(making, next);
    } catch (error) {
      await rm(making, { recursive: true, force: true });
      // The same files are held already.
      if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw error;
    }
    await writeTarget(next, target);
    await writeFile(manifestPath(next, exportName), [`${JSON.stringify(manifest, null, 2)}\n`]);
    return { keep: (isFound) => keepAt(folder, next, { now, isFound }), drop: () => rm(next, { recursive: true, force: true }) };
  } catch (error) {
    return { keep: () => Promise.reject(storeError(lastUploaded(folder), error)), drop: async () => undefined };
  }
}

/** The manifest of files that are held; undefined where none are, or where nobody can read it. */
export const heldManifest = (folder: string, identity: string): Promise<KdiManifest | undefined> =>
  unlessBroken(() => readManifest(manifestPath(join(folder, nameOf(identity)), exportName)));

/**
 * Keeps the files of an earlier upload when its run took them, and takes them away when it did not; answers whether it did. A run that took something
 * else is told. Rejects with a StoreError.
 */
export async function settleEarlier(
  folder: string,
  { manifest: identity, run, isFound }: EarlierUpload,
  { now, tell }: Settling,
): Promise<boolean> {
  const next = join(folder, nameOf(identity));
  const manifest = await heldManifest(folder, identity);
  const strange = manifest && strangeIn({ isFound }, run, manifest);
  if (strange) tell(`Run ${run.id} is not counted as that of the upload before: ${strange}.`);
  const isTaken = manifest !== undefined && run.success === true && strange === undefined;
  if (isTaken) await keepAt(folder, next, { now, isFound });
  else await rm(next, { recursive: true, force: true });
  return isTaken;
}

interface Settling {
  readonly now: Date;
  readonly tell: (line: string) => void;
}

/** Takes away what uploads have left that nobody goes on with: all that is older than a day, but for the files of the upload that has not ended. */
export async function removeLeft(folder: string, identity: string | undefined, now: Date): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => one.startsWith(prefix))) {
    if (identity !== undefined && name === nameOf(identity)) continue;
    const path = join(folder, name);
    if (now.getTime() - (await stat(path)).mtimeMs > dayMilliseconds) await rm(path, { recursive: true, force: true });
  }
}

/** Some file systems have no links. */
const linkOrCopy = (from: string, to: string): Promise<void> =>
  link(from, to).catch((error: unknown) => (codeOf(error) === "ENOENT" ? Promise.reject(error) : copyFile(from, to)));

/** A partial upload is noted beside files of the same target, and does not take their place. */
async function keepAt(folder: string, next: string, { now, isFound }: { readonly now: Date; readonly isFound?: true | undefined }) {
  const kept = lastUploaded(folder);
  try {
    const manifest = await readManifest(manifestPath(next, exportName));
    const target = await readTarget(next);
    const earlier = await keptOf(folder, target);
    if (earlier === undefined || earlier === "unknown" || !isPartial(manifest)) {
      if (earlier) await carryPartial(kept, next, { manifest, earlier, now });
      if (isFound && target) await writeTarget(next, target, isFound);
      return await takePlace(next, kept);
    }
    if (identityOf(earlier) !== identityOf(manifest)) await notePartial(kept, manifest, { now, isFound });
    // What was only found is sure now; what was sure stays so.
    else if (!isFound && target) await writeTarget(kept, target);
    await rm(next, { recursive: true, force: true });
  } catch (error) {
    throw error instanceof StoreError ? error : storeError(kept, error);
  }
}

/** The manifest of the files that the same target took; `unknown` where nobody can read it, or whose they are; undefined where there are none. */
async function keptOf(folder: string, target: UploadTarget | undefined): Promise<KdiManifest | "unknown" | undefined> {
  try {
    if (!isSame(await uploadedTo(folder), target)) return undefined;
    return await readManifest(manifestPath(lastUploaded(folder), exportName));
  } catch (error) {
    if (error instanceof StoreError && (error.code === "missing" || error.code === "broken")) return "unknown";
    throw error;
  }
}

/** Those kept before stand until all new ones are there. */
async function takePlace(next: string, kept: string): Promise<void> {
  const old = `${kept}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(kept, old).catch((error: unknown) => (codeOf(error) === "ENOENT" ? undefined : Promise.reject(error)));
  await rename(next, kept);
  await rm(old, { recursive: true, force: true });
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
