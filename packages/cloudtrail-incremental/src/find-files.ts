import type { Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Files below a folder that may hold records, and those that don't by their names. */
export type FoundFile = { readonly path: string; readonly isRecords: boolean };

// A trail's bucket has digests of its files beside them: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
const isRecords = (path: string) => /\.(json|jsonl|ndjson|gz)$/i.test(path) && !/[\\/]CloudTrail-(Digest|Insight)[\\/]/.test(path);

/** Lists a file, or all files of a folder and the folders in it, by name. Rejects with the error of the file system. */
export async function* findFiles(path: string): AsyncGenerator<FoundFile> {
  if (!(await stat(path)).isDirectory()) {
    yield { path, isRecords: true };
    return;
  }
  const entries: Dirent[] = [];
  for await (const entry of await opendir(path)) entries.push(entry);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const own = join(path, entry.name);
    if (entry.isDirectory()) yield* findFiles(own);
    else if (entry.isFile()) yield { path: own, isRecords: isRecords(own) };
  }
}
