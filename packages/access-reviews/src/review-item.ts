import { z } from "zod";
import { ItemKind } from "./campaign.ts";
import { Decision } from "./decision.ts";
import { Permissions } from "./permissions.ts";

/**
 * - `undecided`: nobody has said anything.
 * - `changed`: it may do something that was not decided on, or undecided, no longer what it could at the opening; it must be decided (anew).
 * - `kept`, `revoked`: decided on what it may do now, or on that and more.
 * - `gone`: the principal is no longer there.
 */
export const ItemState = z.enum(["undecided", "changed", "kept", "revoked", "gone"]);
export type ItemState = z.output<typeof ItemState>;

/** One principal of one account, to be decided on. */
export const ReviewItem = z.strictObject({
  campaign: z.string(),
  /** Names the principal: the same in every campaign. */
  item: z.string().regex(/^[0-9a-f]{24}$/),
  account: z.string(),
  kind: ItemKind,
  /** The record's id in the inventory, by which its page is found. */
  recordId: z.string(),
  /** A membership's principal is the user; an assignment's the user or group of Identity Center. */
  principalId: z.string(),
  principalName: z.string(),
  arn: z.string().nullable(),
  /** The name of the group or of the permission set; null for users and roles. */
  via: z.string().nullable(),
  businessUnit: z.string().nullable(),
  /** Of what it may do now; `decide` must name it, so that nobody decides on what has changed meanwhile. */
  permissionHash: z.string(),
  permissions: Permissions,
  /** Of what it could do at the opening. */
  openingHash: z.string(),
  isPrivileged: z.boolean(),
  /** Why it counts as privileged; empty where it does not. */
  privilegedBecause: z.array(z.string()),
  reviewer: z.string(),
  /** Whence the reviewer: `file line 3`, `tag owner`, `account owner`, `default`; `, own principal: alternate` where it was passed on. */
  routedBy: z.string(),
  changedAt: z.iso.datetime().nullable(),
  goneAt: z.iso.datetime().nullable(),
  escalatedTo: z.string().nullable(),
  escalatedAt: z.iso.datetime().nullable(),
  state: ItemState,
  /** The last one, whether it still counts or not. */
  decision: Decision.nullable(),
});
export type ReviewItem = z.output<typeof ReviewItem>;
