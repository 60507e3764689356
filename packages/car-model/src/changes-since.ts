import type { Aws } from "@plumbline/audit-kit/define";
import { CloudTrailError } from "@plumbline/cloudtrail-incremental/cloudtrail-error";
import type { ReadRecord } from "@plumbline/cloudtrail-incremental/read-records";
import { type ResourceChange, reduce } from "@plumbline/cloudtrail-incremental/reduce";
import { tableOf } from "@plumbline/cloudtrail-incremental/table-of";
import { type TimeWindow, windowSince } from "@plumbline/cloudtrail-incremental/time-window";
import type { Changes, ChangesSince } from "./follow-place.ts";

export interface Trail {
  /** What CloudTrail recorded in a place within a window, in any order. */
  records(aws: Aws, window: TimeWindow): AsyncIterable<ReadRecord>;
  /** How far a window reaches back before the last look, since CloudTrail tells of events late; 30 minutes unless told. */
  readonly overlapSeconds?: number | undefined;
  now(): Date;
}

/**
 * What CloudTrail names. The overlap of two windows is never shorter than AWS needs until it shows a change, so that a resource that was read
 * too early is read again. Rejects where CloudTrail does not reach back so far, or can't be asked.
 */
export const changesSince =
  ({ records, overlapSeconds, now }: Trail): ChangesSince =>
  async (aws, projections, from): Promise<Changes> => {
    const table = tableOf(projections);
    const choice = windowSince({ savePoint: from, now: now(), overlapSeconds, table });
    if (choice.kind === "too-old")
      throw new CloudTrailError(choice.reason, { kind: "unsupported", code: "too-old", hint: "the resources are listed instead" });
    const { changes, unread } = await reduce(records(aws, choice.window), { table, window: choice.window });
    const types = projections.map(({ of }): string => of.type);
    const unnamed = unread.flatMap(({ types: watching = types, reason }) => watching.map((type): [string, string] => [type, reason]));
    return {
      named: byType(changes.filter(({ isHeld }) => !isHeld)),
      held: byType(changes.filter(({ isHeld }) => isHeld)),
      unnamed: new Map(unnamed),
    };
  };

const byType = (changes: readonly ResourceChange[]): Map<string, string[]> =>
  new Map([...Map.groupBy(changes, ({ ref }) => ref.type)].map(([type, all]) => [type, all.map(({ ref }) => ref.id)]));
