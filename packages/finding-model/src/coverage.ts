import { z } from "zod";
import { FailureKind } from "./failure.ts";
import { ResourceRef } from "./resource.ts";

/** How a cell ended. `skipped`: nothing there needed to be asked. */
export const Outcome = z.enum(["ok", "skipped", ...FailureKind.options]);
export type Outcome = z.infer<typeof Outcome>;

/**
 * One cell of the coverage ledger: how far we looked at one aspect of one type in one place, or with aspect `list` at the listing.
 * `asked`, `ok`: resources. `fetches`: calls of the collector. `failures`: resources by cause.
 * `required` is false for a region that nobody named (it came from `--regions all`), so that a disabled one is no gap.
 */
export const Cell = z.strictObject({
  ...ResourceRef.omit({ id: true }).shape,
  aspect: z.string(),
  outcome: Outcome,
  asked: z.int(),
  ok: z.int(),
  fetches: z.int(),
  failures: z.partialRecord(FailureKind, z.int()),
  message: z.string().optional(),
  required: z.boolean(),
});
export type Cell = z.infer<typeof Cell>;

const complete = new Set<Outcome>(["ok", "skipped", "gone"]);

/** Tells whether a cell makes the run incomplete (exit code 3). */
export const isGap = ({ outcome, required }: Cell): boolean => !complete.has(outcome) && !(outcome === "region-disabled" && !required);
