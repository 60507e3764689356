import { copyFile, link, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { type LocatorOrder, WrittenOrder } from "@plumbline/kdi-writer/locators";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { storeError, writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { isPartial, notePartial } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";
import { coversScope } from "./scope.ts";

/** Where the files that Kenna took last are kept, below the folder of the exported ones. */
export const lastUploaded = (folder: string): string => join(folder, "last-uploaded");

/** The KDI files of a folder, as its manifest names them. Rejects with a StoreError: `missing` when there is no manifest. */
export const filesIn = async (folder: string): Promise<string[]> =>
  (await readManifest(manifestPath(folder, exportName))).files.map(({ name }) => join(folder, name));

/** The order of locators by which the exported files of a folder were merged. Rejects as `filesIn` does. */
export const orderIn = async (folder: string): Promise<LocatorOrder> =>
  WrittenOrder.parse((await readManifest(manifestPath(folder, exportName))).settings.locatorOrder.join());

const UploadedTo = z.strictObject({
  format: z.literal("plumbline-uploaded-to-1"),
  /** Of Kenna, such as `https://api.kennasecurity.com`. */
  origin: z.string(),
  connector: z.string(),
});
/** Which connector of which Kenna took files. */
export type UploadTarget = Readonly<Omit<z.infer<typeof UploadedTo>, "format">>;
const targetPath = (kept: string): string => join(kept, "uploaded-to.json");

/** Who took the files that are kept; undefined where none are, or where it was not noted. Rejects with a StoreError of code `broken`. */
export async function uploadedTo(folder: string): Promise<UploadTarget | undefined> {
  const path = targetPath(lastUploaded(folder));
  try {
    const { origin, connector } = UploadedTo.parse(JSON.parse(await readFile(path, "utf8")));
    return { origin, connector };
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    throw new StoreError(`can't read who took the files uploaded last in ${path}: ${reason}`, {
      ...{ code: "broken", path, cause },
      hint: `take ${lastUploaded(folder)} away; the next upload keeps its files anew`,
    });
  }
}

/** Files that are about to be uploaded, held apart from the folder, where an export may replace them meanwhile. */
export interface Staged {
  /** Puts them in the place of those that were kept before. Rejects with a StoreError. */
  keep(): Promise<void>;
  /** Takes them away. */
  drop(): Promise<void>;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Holds the files of a manifest for the next comparison. They are linked, so that they take no room and stay what they are when an export puts
 * others in their place. A partial upload is noted beside files of the same target, and does not take their place. What keeps them from being held is told by `keep`: it is no reason not to upload them.
 */
export async function stageUploaded(
  folder: string,
  manifest: KdiManifest,
  { origin, connector }: UploadTarget,
  now: Date,
): Promise<Staged> {
  const kept = lastUploaded(folder);
  const target = { format: "plumbline-uploaded-to-1", origin, connector } as const;
  const drop = async (): Promise<void> => undefined;
  const earlier = isSame(await keptTarget(folder), { origin, connector }) ? await keptManifest(kept) : undefined;
  if (isSame(earlier, manifest)) return { keep: async () => undefined, drop };
  // What Kenna has of the rest would be forgotten. With autoclose on it is closed, or somebody agreed to that.
  const addsOnly = isPartial(manifest) || (manifest.settings.skipAutoclose && !coversScope(manifest.scope, earlier?.scope));
  if (earlier && addsOnly) {
    const isKept = identityOf(earlier) === identityOf(manifest);
    return { keep: async () => (isKept ? undefined : notePartial(kept, manifest, now)), drop };
  }
  try {
    await removeLeft(folder, now);
    const next = await mkdtemp(`${kept}.next-`);
    const remove = () => rm(next, { recursive: true, force: true });
    try {
      for (const { name } of manifest.files) await linkOrCopy(join(folder, name), join(next, name));
      await writeFile(manifestPath(next, exportName), [`${JSON.stringify(manifest, null, 2)}\n`]);
      await writeFile(targetPath(next), [`${JSON.stringify(target)}\n`]);
    } catch (error) {
      await remove();
      throw error;
    }
    return { keep: () => takePlace(next, kept), drop: remove };
  } catch (error) {
    return { keep: () => Promise.reject(storeError(kept, error)), drop };
  }
}

/** What an upload that was killed has left. */
async function removeLeft(folder: string, now: Date): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => one.startsWith("last-uploaded.next"))) {
    const path = join(folder, name);
    if (now.getTime() - (await stat(path)).mtimeMs > dayMilliseconds) await rm(path, { recursive: true, force: true });
  }
}

/** Some file systems have no links. */
const linkOrCopy = (from: string, to: string): Promise<void> =>
  link(from, to).catch((error: unknown) => (codeOf(error) === "ENOENT" ? Promise.reject(error) : copyFile(from, to)));

/** Those kept before stand until all new ones are there. */
async function takePlace(next: string, kept: string): Promise<void> {
  const old = `${kept}.old`;
  try {
    await rm(old, { recursive: true, force: true });
    await rename(kept, old).catch((error: unknown) => (codeOf(error) === "ENOENT" ? undefined : Promise.reject(error)));
    await rename(next, kept);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    throw storeError(kept, error);
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const keptManifest = (kept: string) => unlessBroken(() => readManifest(manifestPath(kept, exportName)));
const keptTarget = (folder: string) => unlessBroken(() => uploadedTo(folder));

/** What is broken or gone is kept anew. */
async function unlessBroken<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError && (error.code === "missing" || error.code === "broken")) return undefined;
    throw error;
  }
}
