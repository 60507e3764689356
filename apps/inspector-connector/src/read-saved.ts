import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { type ReadFinding, readFindings } from "@plumbline/kdi-model/read-findings";
import { codeOf, reasonOf } from "@plumbline/run-store/error";
import type { SeenFinding } from "./look-at-place.ts";

/** What stands in a saved file and can't be taken, with its place. */
export interface Unread {
  readonly where: string;
  readonly reason: string;
}
export interface Saved {
  readonly unread: readonly Unread[];
  /** What is no finding of Inspector, by why. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Findings by the field that their form does not carry. */
  readonly lost: Readonly<Record<string, number>>;
}

/**
 * Reads saved findings and hands over each; `-` is standard input. With `since` only those that changed from then on. Rejects with a usage
 * error for a file that can't be opened, before any is read, and for one that breaks while it is read.
 */
export async function readSaved(
  files: readonly string[],
  since: Date | undefined,
  take: (seen: SeenFinding) => void,
  io: Io,
): Promise<Saved> {
  let others = 0;
  // What can't be read may be all of a large file.
  const note = ({ where, reason }: Unread) => {
    if (unread.length < mostUnread) unread.push({ where, reason: shortened(reason) });
    else others++;
  };
  for (const file of files) if (file !== "-") await proveFile(file, io);
  const [unread, passedOver, lost]: [Unread[], Record<string, number>, Record<string, number>] = [[], {}, {}];
  const plus = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const file of files)
    for await (const read of opened(file, io)) {
      if (read.kind === "passed-over") plus(passedOver, read.reason);
      else if (read.kind !== "finding") note(read);
      else if (since === undefined || changedAt(read.finding) >= since.getTime()) {
        for (const field of read.lost) plus(lost, field);
        take({ finding: read.finding });
      }
    }
  if (others > 0) unread.push({ where: "elsewhere", reason: `${others} more in all can't be read` });
  return { unread, passedOver, lost };
}

const mostUnread = 100;
const mostOfReason = 500;
const shortened = (reason: string): string => (reason.length <= mostOfReason ? reason : `${reason.slice(0, mostOfReason)} ...`);

const changedAt = ({ updatedAt, lastObservedAt }: SeenFinding["finding"]): number => Date.parse(updatedAt ?? lastObservedAt);
const hint = "name files of saved findings, or - for standard input";

async function proveFile(file: string, io: Io): Promise<void> {
  const found = await stat(resolve(io.folder, file)).catch((cause: unknown) => {
    throw usageError(
      `--findings: can't read ${file}: ${codeOf(cause) === "ENOENT" ? "there is no such file" : reasonOf(cause)}`,
      hint,
      cause,
    );
  });
  if (found.isDirectory()) throw usageError(`--findings: ${file} is a folder`, hint);
}

async function* opened(file: string, io: Io): AsyncGenerator<ReadFinding, void> {
  const source: Readable = file === "-" ? io.stdin : createReadStream(resolve(io.folder, file));
  try {
    yield* readFindings(source, file === "-" ? "standard input" : file);
  } catch (cause) {
    if (!["EACCES", "EPERM", "EIO", "EISDIR"].includes(codeOf(cause))) throw cause;
    throw usageError(`--findings: can't read ${file}: ${reasonOf(cause)}`, hint, cause);
  } finally {
    source.destroy();
  }
}
