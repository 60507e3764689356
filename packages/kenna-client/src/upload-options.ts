/** What an upload is told. */
import type { ConnectorRun } from "./connector-run.ts";
import type { Kenna } from "./kenna.ts";
import type { UploadManifest } from "./upload-manifest.ts";

export interface UploadOptions {
  readonly kenna: Kenna;
  /** The id of a connector of the kind Kenna Data Importer. */
  readonly connector: string;
  /** That of the export, whole. */
  readonly manifest: unknown;
  /** Where the files lie; the journal's folder unless told. */
  readonly folder?: string;
  /** Where it is written how far the upload is. Its folder must exist. */
  readonly journalPath: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Told of each step, in one line. */
  readonly log?: ((line: string) => void) | undefined;
  /** How long a run may take; 12 hours unless told. */
  readonly patienceMilliseconds?: number;
  /**
   * Begins anew: sends again what was done, and lets go of what has not ended: after its run if one goes on, at once where nobody can tell
   * the run or Kenna does not know it, and after ten minutes where it has no end and the connector runs nothing. A run of these same files that
   * goes on is waited for, and is the upload's.
   */
  readonly anew?: boolean;
  /**
   * The files are newer ones of the same export: an upload of earlier ones that has not ended makes way for them, after the end of its run. Where
   * nobody can tell that run, or where it has no end, `anew` is wanted all the same.
   */
  readonly replacesEarlier?: boolean;
  /** The run of the upload that has not ended, where `uncertain` asked for it, where another one was taken for it, or where it was only found. */
  readonly run?: string | undefined;
  /**
   * Told of an earlier upload of other files to the same connector, when it is seen to have ended: its process may not have lived to see it. It may be
   * told of the same one again.
   */
  readonly onEarlierEnd?: ((earlier: EarlierUpload) => Promise<void>) | undefined;
  /** Called before the first file goes, when the upload before has ended; what it rejects with ends this one. */
  readonly beforeFiles?: (() => Promise<void>) | undefined;
  /** Takes the files away when their run succeeded, and was not only found. */
  readonly removesFiles?: boolean;
}

/** An upload of other files that has ended. */
export interface EarlierUpload {
  /** What it is known by: see `identityOf`. */
  readonly manifest: string;
  readonly run: ConnectorRun;
  /** The run was found by its time: whether it took these files its counts tell. */
  readonly isFound?: true | undefined;
}

/** The same, read and filled up. */
export interface Uploading extends Omit<UploadOptions, "manifest" | "folder" | "log"> {
  readonly manifest: UploadManifest;
  readonly folder: string;
  readonly log: (line: string) => void;
}

/** How its runs are watched. */
export const watching = ({ kenna, connector, sleep, now, patienceMilliseconds = 12 * 3_600_000, log }: Uploading) => ({
  ...{ kenna, connector, log },
  waiting: { sleep, now, patienceMilliseconds },
});
