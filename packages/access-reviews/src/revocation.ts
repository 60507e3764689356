import { z } from "zod";

/**
 * Access that somebody wants gone: what a review's decision or a flag asks of a plan. `permissionHash` tells what was reviewed, so that
 * drift can be told; null for a flag.
 */
export const Revocation = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  kind: z.enum(["iam_user", "iam_role", "iam_membership", "sso_assignment"]),
  /** The record's id in the inventory: of the user, role, membership or assignment. */
  recordId: z.string(),
  /** Of the user or role; a membership's is the user, an assignment's the user or group of Identity Center. */
  principalId: z.string(),
  principalName: z.string(),
  /** The group to leave, or the permission set; null for users and roles. */
  via: z.string().nullable(),
  /** A membership or an assignment has nothing but `everything`: itself. */
  what: z.enum(["everything", "login", "keys", "policies"]),
  reason: z.string(),
  permissionHash: z.string().nullable(),
  because: z.union([z.strictObject({ campaign: z.string(), item: z.string() }), z.strictObject({ flag: z.string() })]),
});
export type Revocation = z.output<typeof Revocation>;
