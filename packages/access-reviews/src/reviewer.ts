import { z } from "zod";

/**
 * Who decides. `id` is the name under which they sign in, as the store's transactions name their subject; compared without regard to case.
 */
export const Reviewer = z.strictObject({
  id: z.string().min(1).max(320),
  /** Where reminders go; null where the id is no address and none is known. */
  mail: z.email().nullable(),
});
export type Reviewer = z.output<typeof Reviewer>;
