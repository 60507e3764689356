export type StoreErrorCode = "bad-account" | "bad-address" | "busy" | "outdated" | "overtaken" | "unreachable" | "refused" | "unreadable";

/** Why the store could not do what was asked; `message` says what was tried, on what, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
