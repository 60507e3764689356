import type { Told } from "./state/notes.ts";

/** What is known before the first call to AWS. */
export interface Known {
  readonly told: Told;
  /** Where this run sends to, and the places that it is asked for, as the state notes them. */
  readonly target: string;
  readonly places: string;
  readonly isNewDatabase: boolean;
  /** What CAR says that was written last; empty for a source without one. */
  readonly savePoint: string | undefined;
  /** From when on each cell is to be followed that was ever listed whole, in epoch milliseconds. */
  readonly seen: readonly number[];
  /** Every place and type that is asked for has been seen whole by now. */
  readonly isAllSeen: boolean;
  readonly now: Date;
  /** The user asked for a full import. */
  readonly isForced: boolean;
}

export type Mode = { readonly kind: "full"; readonly reason: string } | { readonly kind: "incremental"; readonly since: Date };

/** LookupEvents tells of the last 90 days. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const mostMilliseconds = 90 * 24 * 3_600_000;

/** An incremental import wherever what CAR holds is known exactly and CloudTrail tells what has changed since; else a full one, and why. */
export function chooseMode(known: Known): Mode {
  const { told, savePoint, seen, now } = known;
  const reason = reasonForFull(known);
  if (reason !== undefined || seen.length === 0) return { kind: "full", reason: reason ?? "no cell was ever listed whole" };
  // A cell that could not be seen for so long is listed by itself.
  const followed = seen.filter((since) => now.getTime() - since <= mostMilliseconds);
  if (followed.length === 0)
    return {
      kind: "full",
      reason: `CloudTrail keeps 90 days, and the last import that saw everything began ${new Date(Math.max(...seen)).toISOString()}`,
    };
  if (savePoint !== told.savePoint && savePoint !== told.savePointBefore)
    return { kind: "full", reason: "CAR was imported into since by a run that this state does not know" };
  return { kind: "incremental", since: new Date(Math.min(...followed)) };
}

function reasonForFull({ told, target, places, isNewDatabase, savePoint, isForced, isAllSeen }: Known): string | undefined {
  if (isForced) return "it was asked for";
  if (isNewDatabase) return "CAR's database is new";
  if (savePoint === undefined || savePoint === "") return "CAR has no save point";
  if (told.savePoint === undefined) return "the state knows of no import that ended";
  if (told.sending !== undefined) return `the last run, ${told.sending}, did not finish`;
  if (told.target !== target) return "the last run sent to another source or address";
  if (told.unretired !== undefined && isAllSeen) return "an earlier one could retire nothing, and all has been seen since";
  return told.places === places ? undefined : "the accounts, regions or types are others than in the last run";
}
