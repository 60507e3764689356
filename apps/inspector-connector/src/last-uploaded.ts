import { copyFile, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { storeError, writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { exportName } from "./run-export.ts";

/** Where the files that Kenna took last are kept, below the folder of the exported ones. */
export const lastUploaded = (folder: string): string => join(folder, "last-uploaded");

/** The KDI files of a folder, as its manifest names them. Rejects with a StoreError: `missing` when there is no manifest. */
export const filesIn = async (folder: string): Promise<string[]> =>
  (await readManifest(manifestPath(folder, exportName))).files.map(({ name }) => join(folder, name));

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
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll(/\s+/g, " ") : reasonOf(cause);
    throw new StoreError(`can't read who took the files uploaded last in ${path}: ${reason}`, {
      ...{ code: "broken", path, cause },
      hint: `take ${lastUploaded(folder)} away; the next upload keeps its files anew`,
    });
  }
}

/** Keeps the uploaded files and who took them, for the next comparison. Those kept before stand until all new ones are there. */
export async function keepUploaded(folder: string, manifest: KdiManifest, { origin, connector }: UploadTarget): Promise<void> {
  const kept = lastUploaded(folder);
  const target = { format: "plumbline-uploaded-to-1", origin, connector } as const;
  if (isSame(await keptManifest(kept), manifest) && isSame(await keptTarget(folder), { origin, connector })) return;
  const [next, old] = [`${kept}.next`, `${kept}.old`];
  try {
    for (const one of [next, old]) await rm(one, { recursive: true, force: true });
    await mkdir(next, { recursive: true });
    for (const { name } of manifest.files) await copyFile(join(folder, name), join(next, name));
    await copyFile(manifestPath(folder, exportName), manifestPath(next, exportName));
    await writeFile(targetPath(next), [`${JSON.stringify(target)}\n`]);
    await rename(kept, old).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    });
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
