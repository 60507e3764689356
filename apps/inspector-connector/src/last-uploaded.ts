import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { type LocatorOrder, WrittenOrder } from "@plumbline/kdi-writer/locators";
import { manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { exportName } from "./run-export.ts";

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
  /** That they were taken is told by the time and counts of a run only: the run may be another's. */
  isFound: z.literal(true).optional(),
});
type UploadedTo = z.infer<typeof UploadedTo>;
/** Which connector of which Kenna took files. */
export type UploadTarget = Readonly<Pick<UploadedTo, "origin" | "connector">>;
const targetPath = (kept: string): string => join(kept, "uploaded-to.json");

/** Who took the files that are kept; undefined where none are, or where it was not noted. Rejects with a StoreError of code `broken`. */
export const uploadedTo = (folder: string): Promise<UploadTarget | undefined> => readTarget(lastUploaded(folder));

/** The same, where what nobody can read is none: it is kept anew. */
export const keptTarget = (folder: string): Promise<UploadTarget | undefined> => unlessBroken(() => uploadedTo(folder));

/** The same of a folder of such files. */
export async function readTarget(kept: string): Promise<UploadTarget | undefined> {
  const took = await readUploadedTo(kept);
  return took && { origin: took.origin, connector: took.connector };
}

/** Whether it is only found that the files of a folder were taken; undefined where it is sure. Rejects with a StoreError of code `broken`. */
export const onlyFound = async (kept: string): Promise<true | undefined> => (await readUploadedTo(kept))?.isFound;

async function readUploadedTo(kept: string): Promise<UploadedTo | undefined> {
  const path = targetPath(kept);
  try {
    return UploadedTo.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    const hint = `upload once with autoclose off: it keeps its files anew, and what was before counts as looked at anywhere; --close-unseen agrees to close that`;
    throw new StoreError(`can't read who took the files uploaded last in ${path}: ${reason}`, { code: "broken", path, cause, hint });
  }
}

/** Notes it, and whether it was only found. Rejects with a StoreError. */
export function writeTarget(kept: string, { origin, connector }: UploadTarget, isFound?: true): Promise<void> {
  const target: UploadedTo = { format: "plumbline-uploaded-to-1", origin, connector, ...(isFound && { isFound }) };
  return writeFile(targetPath(kept), [`${JSON.stringify(target)}\n`]);
}

/** What is broken or gone is kept anew. */
export async function unlessBroken<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError && (error.code === "missing" || error.code === "broken")) return undefined;
    throw error;
  }
}
