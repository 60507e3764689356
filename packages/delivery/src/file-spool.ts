import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "@plumbline/run-store/error";
import { makeFolder } from "@plumbline/run-store/folder";
import { storeError, writeFile } from "@plumbline/run-store/write";
import { readLetter, type Spool } from "./spool.ts";

/** Keeps letters as files of a folder, one each; the folder is made when the first one comes. Rejects with a StoreError. */
export const fileSpool = (folder: string): Spool => ({
  async add(letter) {
    await makeFolder(folder);
    await writeFile(join(folder, `${letter.queuedAt.replaceAll(/[-:.]/g, "")}-${letter.id}.json`), [`${JSON.stringify(letter)}\n`]);
  },
  async *waiting() {
    for (const name of await namesIn(folder)) {
      const where = join(folder, name);
      const text = await readFile(where, "utf8").catch((cause: unknown) => {
        if (codeOf(cause) === "ENOENT") return undefined; // another run has sent it meanwhile
        throw storeError(where, cause);
      });
      if (text !== undefined) yield { where, remove: () => rm(where, { force: true }), ...readLetter(text) };
    }
  },
});

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return [];
    throw storeError(folder, cause);
  }
}
