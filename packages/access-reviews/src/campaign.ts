import { z } from "zod";

/** What can be reviewed: users, roles that people may take on, users' places in groups, and assignments of Identity Center. */
export const ItemKind = z.enum(["iam_user", "iam_role", "iam_membership", "sso_assignment"]);
export type ItemKind = z.output<typeof ItemKind>;

const Account = z.string().regex(/^\d{12}$/);

/** What of a scoped account could not be seen, or was seen too long ago. */
export const Gap = z.strictObject({
  account: Account,
  kind: z.string(),
  /** Null where no listing ever told of it. */
  listing: z.string().nullable(),
  /** A failure's kind, `never-looked`, or `too-old`. */
  cause: z.string(),
  message: z.string().nullable(),
  /** When it was last seen completely; null for never. */
  completeAt: z.iso.datetime().nullable(),
});
export type Gap = z.output<typeof Gap>;

/** A review of who may do what, over a period and a scope. */
export const Campaign = z.strictObject({
  /** Lower-case letters, digits and hyphens. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  name: z.string().min(1).max(200),
  state: z.enum(["open", "closed"]),
  opensAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  /** The instant whose snapshot is reviewed. */
  snapshotAt: z.iso.datetime(),
  /** Those of its accounts that the actor may see; `accountCount` counts all. */
  accounts: z.array(Account),
  accountCount: z.int().positive(),
  kinds: z.array(ItemKind).min(1),
  /** Gets what nobody owns. */
  defaultReviewer: z.string(),
  /** The closed campaign whose approvals were carried over. */
  carriedOverFrom: z.string().nullable(),
  /** Opened although `gapsAtOpening` were known. */
  acceptedIncomplete: z.boolean(),
  gapsAtOpening: z.array(Gap),
  /** Null until it is closed. */
  gapsAtClosing: z.array(Gap).nullable(),
  openedBy: z.string(),
  openedAt: z.iso.datetime(),
  closedBy: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
});
export type Campaign = z.output<typeof Campaign>;
