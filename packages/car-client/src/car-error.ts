/** Failures of CAR, of the two kinds that IBM's connectors know. */

/**
 * `recoverable`: the same run may succeed later; the save point stays. `unrecoverable`: CAR and we do not understand each other; the save
 * point is to be taken away, so that the next run is a full import.
 */
export type CarErrorKind = "recoverable" | "unrecoverable";

export interface CarFailure {
  readonly kind: CarErrorKind;
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** What was tried, on what. */
  readonly tried: string;
  /** What came of it. */
  readonly outcome: string;
  /** What to do about it. */
  readonly hint: string;
  /** True when a full-import session was opened and not closed: the next run has to be a full import. */
  readonly isSessionOpen?: boolean | undefined;
  readonly cause?: unknown;
}

/** CAR could not be reached, refused a request, or could not carry out a job. No secret stands in it. */
export class CarError extends Error {
  override readonly name = "CarError";
  readonly kind: CarErrorKind;
  readonly status: number | undefined;
  readonly tried: string;
  readonly hint: string;
  readonly isSessionOpen: boolean;

  constructor({ kind, status, tried, outcome, hint, isSessionOpen, cause }: CarFailure) {
    super(`${tried}: ${outcome}. ${hint}`, cause === undefined ? {} : { cause });
    this.kind = kind;
    this.status = status;
    this.tried = tried;
    this.hint = hint;
    this.isSessionOpen = isSessionOpen ?? false;
  }
}

// The first eight are those of IBM's framework. 404, 425, 429 and 502 say nothing of what CAR holds, so they take no save point away.
const recoverable = new Set([302, 400, 401, 403, 408, 500, 503, 504, 404, 425, 429, 502]);

/** The kind of a refused request, by its HTTP status. */
export const kindOf = (status: number): CarErrorKind => (recoverable.has(status) ? "recoverable" : "unrecoverable");

const hints: Readonly<Record<number, string>> = {
  400: "CAR refuses what was sent; its words tell which field.",
  401: "Check the key and the password, or the token.",
  403: "The key may not import; give it the rights of a connector.",
  404: "Check that the URL is that of the CAR service and ends in /api/car/v2.",
  413: "Chunks are cut down to single rows, and this is still too large: raise the limit for the size of requests at CAR or at the proxy before it.",
  429: "CAR asks for fewer requests; run again later.",
};

/** What to do about a status. */
export const hintOf = (status: number): string => {
  const known = hints[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return "Redirects are not followed; give the URL that CAR answers at.";
  return status >= 500
    ? "Run again later; when it stays so, look into the log of the CAR service."
    : "Look into the log of the CAR service.";
};
