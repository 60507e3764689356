import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

/** What is taken away: all access; the console; access keys; policies and groups. */
export const RevokedPart = z.enum(["everything", "login", "keys", "policies"]);
export type RevokedPart = z.infer<typeof RevokedPart>;

/** Access that somebody decided to end: what a review's decision or a flag asks of a plan. */
export const Revocation = z.object({
  account: AccountId,
  kind: z.enum(["iam_user", "iam_role", "iam_group", "iam_membership", "sso_assignment", "sso_user", "sso_group", "account"]),
  /** AWS's id of the principal, which no other one ever gets; a membership's is its user's. */
  principalId: z.string().min(1),
  principalName: z.string().min(1),
  /** The group that is left, or the permission set. */
  via: z.string().nullable().default(null),
  what: RevokedPart,
  reason: z.string().min(1),
  because: z.union([z.strictObject({ campaign: z.string(), item: z.string() }), z.strictObject({ flag: z.string() })]),
});
export type Revocation = z.infer<typeof Revocation>;
