import { createReadStream } from "node:fs";
import { CloudTrailError } from "./cloudtrail-error.ts";
import { findFiles } from "./find-files.ts";
import { type ReadRecord, readRecords } from "./read-records.ts";

/**
 * The records of a file, or of every file below a folder that is one of records by its name. What can't be read in a file is told in its place.
 * Rejects with a CloudTrailError where the folder can't be listed, or holds no file of records at all.
 */
export async function* localFiles(path: string): AsyncGenerator<ReadRecord> {
  let files = 0;
  for await (const file of listed(path)) {
    if (!file.isRecords) continue;
    files++;
    yield* readRecords(createReadStream(file.path), file.path);
  }
  if (files === 0)
    throw new CloudTrailError(`there is no file of CloudTrail records below ${path}`, {
      ...{ kind: "absent", code: "no-records" },
      hint: "name a file, or a folder with files that end in .json, .jsonl, .ndjson or .gz",
    });
}

async function* listed(path: string): ReturnType<typeof findFiles> {
  try {
    yield* findFiles(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CloudTrailError(`can't list ${path}: ${reason}`, {
      ...{ kind: "failed", code: "unreadable-files", cause },
      hint: "name a file or a folder that can be read",
    });
  }
}
