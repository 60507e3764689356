/** Failures of Kenna, and of an upload to it. */
import type { ConnectorRun } from "./connector-run.ts";

/**
 * - `unreachable`: there was no answer, however often it was tried.
 * - `unavailable`: Kenna can't now, or wants fewer calls.
 * - `refused`: Kenna does not take the call; its words tell why.
 * - `not-kenna`: an answer that is none of Kenna's.
 * - `run-failed`: the connector's run ended without success.
 * - `late`: the run goes on for longer than we wait. Nothing is lost: the same upload later goes on waiting.
 * - `uncertain`: nobody can tell which run is that of the upload.
 * - `incomplete`: with autoclose on, files of a scan with gaps would close what was not looked at.
 * - `leaves-open`: with autoclose on there is no file by which Kenna would close anything.
 * - `other-upload`: the journal is of an upload of other files, which has not ended.
 * - `other-target`: the journal is of an upload to another connector.
 * - `busy`: another process is at the same upload.
 * - `changed-file`: a file is not what its manifest says.
 */
export type KennaErrorKind =
  | ("unreachable" | "unavailable" | "refused" | "not-kenna")
  | ("run-failed" | "late" | "uncertain")
  | ("incomplete" | "leaves-open" | "other-upload" | "other-target" | "busy" | "changed-file");

export interface KennaFailure {
  readonly kind: KennaErrorKind;
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** What was tried, on what. */
  readonly tried: string;
  /** What came of it. */
  readonly outcome: string;
  /** What to do about it. */
  readonly hint: string;
  /** Of `run-failed`. */
  readonly run?: ConnectorRun | undefined;
  readonly cause?: unknown;
}

/** Files could not be brought to Kenna, or Kenna could not take them in. The key does not stand in it. */
export class KennaError extends Error {
  override readonly name = "KennaError";
  readonly kind: KennaErrorKind;
  readonly status: number | undefined;
  readonly tried: string;
  readonly outcome: string;
  readonly hint: string;
  readonly run: ConnectorRun | undefined;

  constructor({ kind, status, tried, outcome, hint, run, cause }: KennaFailure) {
    super(`${tried}: ${outcome}. ${hint}`, cause === undefined ? {} : { cause });
    this.kind = kind;
    this.status = status;
    this.tried = tried;
    this.outcome = outcome;
    this.hint = hint;
    this.run = run;
  }
}

/** True when the call may have been carried out although no answer says so. */
export const mayBeDone = (error: unknown): boolean =>
  error instanceof KennaError && ["unreachable", "unavailable", "not-kenna"].includes(error.kind) && error.status !== 429;

const hints: Readonly<Record<number, string>> = {
  400: "Kenna's words tell what it does not take.",
  401: "Check the key: it is the API key of a user, and of this host.",
  403: "The user of the key may not run this connector; give it the rights.",
  404: "Check the connector's id, and the host: each Kenna has its own.",
  413: "The file is too large; export with a smaller limit of bytes a file.",
  422: "Kenna's words tell what it does not take; the connector must be a Kenna Data Importer.",
  429: "Kenna asks for fewer calls; try again later.",
};

/** What to do about a refused call, by its HTTP status. */
export const hintOf = (status: number): string => {
  const known = hints[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return "Redirects are not followed; give the host that it leads to, if it is Kenna's.";
  return status >= 500 ? "Kenna has trouble; try again later." : "Check the host, and what stands before Kenna.";
};
