import type { Failure, FailureKind } from "@plumbline/finding-model/failure";

interface Details {
  readonly kind: FailureKind;
  readonly code: "too-old" | "no-records" | "no-such-place" | "query-failed" | "query-too-slow" | "unreadable-answer" | "unreadable-files";
  readonly hint: string;
  readonly cause?: unknown;
}

/** Why records could not be looked up, where AWS itself refused nothing: what was tried, on what, and what to do. It is a `Failure`. */
export class CloudTrailError extends Error implements Failure {
  override readonly name = "CloudTrailError";
  readonly kind: FailureKind;
  readonly code: Details["code"];
  readonly hint: string;

  constructor(message: string, { kind, code, hint, cause }: Details) {
    super(message, { cause });
    this.kind = kind;
    this.code = code;
    this.hint = hint;
  }
}
