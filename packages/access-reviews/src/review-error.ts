export type ReviewErrorCode =
  | "exists"
  | "incomplete"
  | "no-such-campaign"
  | "no-such-item"
  | "not-open"
  | "not-all-accounts"
  | "not-yours"
  | "own-principal"
  | "reason-missing"
  | "changed"
  | "gone"
  | "no-reviewer"
  | "not-due"
  | "bad-input";

/** Why a review could not do what was asked; `message` says what was tried, on what, and what to do. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
  readonly code: ReviewErrorCode;
  constructor(code: ReviewErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
