import { reasonOf, StoreError } from "@plumbline/run-store/error";

export type KdiErrorCode = "bad-entry" | "bad-setting" | "bad-file";

/** Something is no KDI, or was asked for in a way that can't be. `where` names the entry, the setting or the file; `hint` says what to do. */
export class KdiError extends Error {
  override readonly name = "KdiError";
  readonly code: KdiErrorCode;
  readonly where: string;
  readonly hint: string;

  constructor(message: string, options: { code: KdiErrorCode; where: string; hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.where = options.where;
    this.hint = options.hint;
  }
}

/** What SQLite says, as an error that tells what to do; every other error as it is. `path` is empty for a temporary file. */
export function databaseError(tried: "open" | "write", path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return error;
  const reason = reasonOf(error);
  const what = path === "" ? "the temporary file for merging" : path;
  const own = path === "" ? "name a folder for temporary files on another disk with TMPDIR" : "name another file";
  if (/locked|busy/i.test(reason))
    return new StoreError(`another process has ${what}`, { code: "locked", path, hint: "wait until it has ended", cause: error });
  if (/full/i.test(reason))
    return new StoreError(`can't ${tried} ${what}: ${reason}`, {
      code: "no-space",
      path,
      hint: `free space on the disk, or ${own}`,
      cause: error,
    });
  const code = /not a database|malformed|corrupt/i.test(reason) ? "broken" : "unwritable";
  return new StoreError(`can't ${tried} ${what}: ${reason}`, { code, path, hint: own, cause: error });
}
