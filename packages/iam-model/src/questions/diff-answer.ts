import { z } from "zod";
import { Kind } from "../kinds.ts";
import { Lookedness } from "./answer.ts";

/** Who made a change, as far as CloudTrail tells. */
export const ChangedBy = z.discriminatedUnion("known", [
  z.strictObject({ known: z.literal(true), who: z.string(), at: z.string(), event: z.string(), eventId: z.string().nullable() }),
  z.strictObject({ known: z.literal(false), why: z.string() }),
]);
export type ChangedBy = z.output<typeof ChangedBy>;

/** One change in words of access. */
export const AccessChange = z.strictObject({
  account: z.string(),
  kind: Kind,
  /** The record's id. */
  id: z.string(),
  /** `gained` and `lost` are of the one who is named by `who`; `changed` where it can't be told whether it is more or less. */
  verb: z.enum(["gained", "lost", "changed"]),
  /** `user ann`, `role deploy`, `policy NAME`, `account 111122223333`. */
  who: z.string(),
  /** What was gained, lost or changed, such as `membership in group admins`. */
  what: z.string(),
  /** The change's parts: statements, keys of trust, levels of service control policies. */
  details: z.array(z.string()),
  /** Principals whom it reaches besides `who`, such as the members of a group, by name. */
  reaches: z.array(z.string()),
  by: ChangedBy,
});
export type AccessChange = z.output<typeof AccessChange>;

export const AccessDiff = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** Gaps of either instant: what was not looked at then may have changed unseen. */
  looked: z.strictObject({ from: Lookedness, to: Lookedness }),
  changes: z.array(AccessChange),
  notConsidered: z.array(z.string()),
});
export type AccessDiff = z.output<typeof AccessDiff>;
