export type StoreErrorCode =
  | "missing"
  | "broken"
  | "tampered"
  | "locked"
  | "finished"
  | "unreachable"
  | "unwritable"
  | "no-space"
  | "closed";

/** A run folder, a journal or another file could not be read or written. `path` says where, `hint` what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly path: string;
  readonly hint: string;

  constructor(message: string, options: { code: StoreErrorCode; path: string; hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.path = options.path;
    this.hint = options.hint;
  }
}

/** The operating system's or Node's own name of an error, such as ENOENT; empty when it has none. */
export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
