import type { PlannedChange } from "@plumbline/finding-model/change";
import { type Applied, byResource, isSuccess } from "./apply.ts";
import { whileHeld } from "./hold.ts";
import { impossibleReason, type MakeOptions, makeChange, record } from "./make-change.ts";

export interface UndoOptions extends MakeOptions {
  /** Says why a change must not be taken back now. */
  refuse?(change: PlannedChange): string | undefined;
}

/**
 * Takes changes back, those of one resource in reverse. What can't be undone is left out with its reason, and what was done before it is
 * undone all the same; at any other failure the rest of the resource stays as it is.
 */
export async function* undoChanges(changes: readonly PlannedChange[], options: UndoOptions): AsyncGenerator<Applied> {
  for (const group of byResource(changes)) yield* whileHeld(group, "undo", options, (held) => undoGroup(group, held));
}

async function* undoGroup(group: readonly PlannedChange[], options: UndoOptions): AsyncGenerator<Applied> {
  let ended: string | undefined;
  for (const change of group.toReversed()) {
    const reason = ended === undefined ? await refusalOf(change, options) : `not tried, since ${ended} did not succeed`;
    const applied: Applied =
      reason === undefined ? { change, ...(await makeChange(change, "undo", options)) } : { change, status: "refused", reason };
    if (reason !== undefined) await record(options, "undo", change, { status: "refused", reason });
    if (!isSuccess(applied) && change.undo.kind !== "impossible") ended ??= change.change;
    yield applied;
  }
}

/** What can't be undone is so by its declaration too, whatever the journal says. */
async function refusalOf(change: PlannedChange, { writerOf, refuse }: UndoOptions): Promise<string | undefined> {
  const impossible = impossibleReason(change, (await writerOf(change.change))?.change);
  return impossible === undefined ? refuse?.(change) : `it can't be undone: ${impossible}`;
}
