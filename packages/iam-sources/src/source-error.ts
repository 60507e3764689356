import type { Failure, FailureKind } from "@plumbline/finding-model/failure";
import type { CallFailure } from "@plumbline/http-call/call";

interface Details {
  readonly kind: FailureKind;
  /** What was tried, on what. */
  readonly tried: string;
  /** What came of it. */
  readonly outcome: string;
  /** What to do about it. */
  readonly hint: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** A service could not be asked, or did not answer as it should. No secret stands in it. It satisfies the `Failure` schema. */
export class SourceError extends Error implements Failure {
  override readonly name = "SourceError";
  readonly kind: FailureKind;
  readonly tried: string;
  readonly hint: string;
  readonly status: number | undefined;

  constructor({ kind, tried, outcome, hint, status, cause }: Details) {
    super(`${tried}: ${outcome}. ${hint}`, cause === undefined ? {} : { cause });
    this.kind = kind;
    this.tried = tried;
    this.hint = hint;
    this.status = status;
  }
}

/** What was given can't be where a source is. A secret does not stand in it. */
export class SourceSettingsError extends Error {
  override readonly name = "SourceSettingsError";
}

const kinds: ReadonlyMap<number, FailureKind> = new Map([
  [401, "denied"],
  [403, "denied"],
  [404, "unsupported"],
  [408, "timed-out"],
  [429, "throttled"],
  [504, "timed-out"],
]);

const kindOf = ({ status, cause }: CallFailure): FailureKind => {
  if (status !== undefined) return kinds.get(status) ?? "failed";
  // The bound in time ends a call by aborting it; a run that is ended is told by its own signal.
  return cause instanceof Error && cause.name === "AbortError" ? "timed-out" : "network";
};

const usual: Readonly<Partial<Record<FailureKind, string>>> = {
  "timed-out": "Try again later, or allow it more time.",
  throttled: "Try again later; it asks for fewer calls.",
  network: "Check the address, and that this machine reaches it.",
};

/** Makes the errors of a service's calls; `hints` says what to do by status, where that is known better than by the kind alone. */
export const toSourceError =
  (hints: Readonly<Record<number, string>>) =>
  (failure: CallFailure): SourceError => {
    const { status, tried, outcome, cause } = failure;
    const kind = kindOf(failure);
    const hint = (status === undefined ? undefined : hints[status]) ?? usual[kind] ?? "Its words tell what it does not take.";
    return new SourceError({ kind, tried, outcome, hint, status, ...(cause === undefined ? {} : { cause }) });
  };
