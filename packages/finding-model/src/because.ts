import { z } from "zod";

/**
 * A person's decision on which a change rests, where no finding of an audit is behind it. `principalId` is AWS's own id of whom it is
 * about. `settings` are those by which the change's check judges whether what was decided holds, so that a plan and a journal are
 * enough to judge it again.
 */
export const Because = z.strictObject({
  decision: z.union([
    z.strictObject({ campaign: z.string().min(1), item: z.string().min(1) }),
    z.strictObject({ flag: z.string().min(1) }),
  ]),
  reason: z.string().min(1),
  principalId: z.string().min(1),
  settings: z.record(z.string(), z.json()),
});
export type Because = z.infer<typeof Because>;

/** The decision in words. */
export const becauseText = ({ decision, reason }: Pick<Because, "decision" | "reason">): string =>
  "flag" in decision ? `flag ${decision.flag}: ${reason}` : `review ${decision.campaign}, item ${decision.item}: ${reason}`;
