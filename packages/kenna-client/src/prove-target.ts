import { KennaError } from "./kenna-error.ts";
import { leavesNothing, type UploadJournal } from "./upload-journal.ts";

/** Which connector of which Kenna takes files. */
export interface Target {
  /** Such as `https://api.kennasecurity.com`. */
  readonly origin: string;
  readonly connector: string;
}

type Noted = Pick<UploadJournal, "step" | "origin" | "connector"> & Partial<Pick<UploadJournal, "dataFiles">>;

/**
 * Throws a KennaError of kind `other-target` for the journal of an upload to another connector, also one that is done: it tells what that one
 * has, and would be lost. One that failed, or has sent nothing yet, leaves nothing to be lost.
 */
export function proveTarget(journal: Noted | undefined, path: string, target: Target): void {
  if (journal === undefined || leavesNothing(journal)) return;
  if (journal.origin === target.origin && journal.connector === target.connector) return;
  const named = ({ connector, origin }: Target): string => `connector ${connector} of ${origin}`;
  throw new KennaError({
    kind: "other-target",
    tried: `upload to ${named(target)}`,
    outcome: `${path} is of an upload to ${named(journal)}, which ${journal.step === "done" ? "is done" : `has not ended (${journal.step})`}`,
    hint: "Give each connector a folder of its own, or say that the other upload is let go.",
  });
}
