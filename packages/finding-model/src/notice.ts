import { z } from "zod";
import { RemedyOutcome } from "./change.ts";
import { Finding } from "./finding.ts";

/** `change` is the journal's id of the change, `reason` why it stands so. */
const change = { change: z.string().min(1), reason: z.string().optional() };

/**
 * How far putting a finding right has come. `not-tried`: nothing was written, and nothing was going to be.
 * `planned`: a change is announced; it is made by a run after `madeAfter`, or when somebody applies the plan.
 * `applied`: written and not verified yet. `verified`: written, and the finding is cured or contained.
 * `in-progress`: AWS is still working on it. `refused`: not written, since a rule, a brake or the state of the resource forbade it.
 * `undone`: the state before was written back.
 */
export const Remediation = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("not-tried"), reason: z.string().optional() }),
  z.strictObject({ state: z.literal("planned"), ...change, madeAfter: z.iso.datetime().optional() }),
  z.strictObject({ state: z.literal("applied"), ...change }),
  z.strictObject({ state: z.literal("verified"), ...change, outcome: RemedyOutcome }),
  z.strictObject({ state: z.literal("in-progress"), ...change }),
  z.strictObject({ state: z.literal("failed"), ...change }),
  z.strictObject({ state: z.literal("undone"), ...change }),
  z.strictObject({ state: z.literal("refused"), ...change }),
]);
export type Remediation = z.infer<typeof Remediation>;

/** `resolved`: a finding that was told fails no more, which was looked at; "could not look" never resolves. */
export const Happened = z.enum(["new", "changed", "resolved"]);
export type Happened = z.infer<typeof Happened>;

/** What a channel is told of one finding. The finding is as it was judged; of one that was cured since, it is the one before. */
export const Notice = z.strictObject({
  version: z.literal(1),
  happened: Happened,
  at: z.iso.datetime(),
  run: z.string(),
  finding: Finding,
  remediation: Remediation,
  links: z.array(z.strictObject({ title: z.string(), url: z.url() })),
});
export type Notice = z.infer<typeof Notice>;
