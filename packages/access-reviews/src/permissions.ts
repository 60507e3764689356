import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A policy by what it says: `sha256` is of its canonical JSON; null where its text was not in the snapshot. */
export const PolicyUse = z.strictObject({ name: z.string(), arn: z.string().nullable(), sha256: Sha256.nullable() });
export type PolicyUse = z.output<typeof PolicyUse>;

/** A part of permissions: what is attached, inline, by groups, what attached policies say, keys, the console password, and whose it all is. */
export const PermissionPart = z.enum(["attached", "inline", "groups", "texts", "keys", "login", "who"]);
export type PermissionPart = z.output<typeof PermissionPart>;
/** A part of which not everything was seen, and when it last was; null for never. */
export const UnseenPart = z.strictObject({ part: PermissionPart, since: z.iso.datetime().nullable() });
export type UnseenPart = z.output<typeof UnseenPart>;

/** What a principal may do and how it gets in, without when it did: the permission hash is of this, as canonical JSON. */
export const Permissions = z.strictObject({
  attached: z.array(PolicyUse),
  inline: z.array(PolicyUse),
  /** Groups, and what they give. A membership's item has one. */
  groups: z.array(z.strictObject({ name: z.string(), attached: z.array(PolicyUse), inline: z.array(PolicyUse) })),
  boundary: PolicyUse.nullable(),
  /** Access keys by id, with their status; never a secret. */
  keys: z.array(z.strictObject({ id: z.string(), status: z.string() })),
  /** Null where nobody ever looked. */
  hasLogin: z.boolean().nullable(),
  /** SHA-256 of a role's trust policy. */
  trust: Sha256.nullable(),
  /** An assignment's permission set, and the account in which it holds. */
  permissionSet: z.strictObject({ arn: z.string(), name: z.string() }).nullable(),
  /** Parts that hold what was seen, which may not be all; left out where everything was seen. */
  unseen: z.array(UnseenPart).min(1).optional(),
});
export type Permissions = z.output<typeof Permissions>;
