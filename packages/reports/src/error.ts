export type ReportErrorCode = "unwritable" | "no-space" | "closed";

/** A report could not be written. `path` is the file, or the name of the stream; `hint` says what to do. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  readonly code: ReportErrorCode;
  readonly path: string;
  readonly hint: string;

  constructor(message: string, options: { code: ReportErrorCode; path: string; hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.path = options.path;
    this.hint = options.hint;
  }
}
