export type StoreErrorCode =
  | "archived"
  | "bad-account"
  | "bad-address"
  | "bad-archive"
  | "bad-file"
  | "bad-query"
  | "busy"
  | "outdated"
  | "overtaken"
  | "unreachable"
  | "refused"
  | "unreadable";

/** Why the store could not do what was asked; `message` says what was tried, on what, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
