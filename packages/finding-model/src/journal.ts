import { z } from "zod";
import { ChangeStatus, PlannedChange } from "./change.ts";
import { Sha256 } from "./sha256.ts";

/**
 * What became of one change: who did what, when and why, with the state before and after in `change`. `apply` and `undo` each write an
 * entry before the call (`writing`) and one after it, so that a crash between the two shows.
 */
export const JournalEntry = z.strictObject({
  at: z.iso.datetime(),
  run: z.string(),
  action: z.enum(["apply", "undo"]),
  status: z.enum(["writing", ...ChangeStatus.options]),
  /** The ARN of the caller. */
  who: z.string(),
  /** Where the calls went, when that was not AWS. */
  endpoint: z.string().optional(),
  /** The hash of the plan that held the change. */
  plan: Sha256.optional(),
  /** Who approved that plan. */
  approver: z.string().min(1).optional(),
  change: PlannedChange,
  /** AWS's ids of the requests that wrote; CloudTrail has them as `requestID`. None where nothing was written. */
  requestIds: z.array(z.string().min(1)).default([]),
  /** Why a change was not made or not verified. */
  reason: z.string().optional(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/**
 * A kept entry, chained to the one before it. `hash` is over the canonical JSON (RFC 8785) of all the other fields, `previous` the hash of
 * the record before; that of the first is the SHA-256 of what the journal held before it was chained, as a rule nothing.
 */
export const JournalRecord = JournalEntry.extend({ seq: z.int().positive(), previous: Sha256, hash: Sha256 });
export type JournalRecord = z.infer<typeof JournalRecord>;
