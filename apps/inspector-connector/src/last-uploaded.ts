import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { StoreError } from "@plumbline/run-store/error";
import { storeError } from "@plumbline/run-store/write";
import { exportName } from "./run-export.ts";

/** Where the files that Kenna took last are kept, below the folder of the exported ones. */
export const lastUploaded = (folder: string): string => join(folder, "last-uploaded");

/** The KDI files of a folder, as its manifest names them. Rejects with a StoreError: `missing` when there is no manifest. */
export const filesIn = async (folder: string): Promise<string[]> =>
  (await readManifest(manifestPath(folder, exportName))).files.map(({ name }) => join(folder, name));

/** Keeps the uploaded files, for the next comparison. Those kept before stand until all new ones are there. */
export async function keepUploaded(folder: string, manifest: KdiManifest): Promise<void> {
  const kept = lastUploaded(folder);
  if (JSON.stringify(await keptManifest(kept)) === JSON.stringify(manifest)) return;
  const [next, old] = [`${kept}.next`, `${kept}.old`];
  try {
    for (const one of [next, old]) await rm(one, { recursive: true, force: true });
    await mkdir(next, { recursive: true });
    for (const { name } of manifest.files) await copyFile(join(folder, name), join(next, name));
    await copyFile(manifestPath(folder, exportName), manifestPath(next, exportName));
    await rename(kept, old).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    });
    await rename(next, kept);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    throw storeError(kept, error);
  }
}

async function keptManifest(folder: string): Promise<KdiManifest | undefined> {
  try {
    return await readManifest(manifestPath(folder, exportName));
  } catch (error) {
    // What is broken or gone is kept anew.
    if (error instanceof StoreError && (error.code === "missing" || error.code === "broken")) return undefined;
    throw error;
  }
}
