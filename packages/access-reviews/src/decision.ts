import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is taken away where the verdict is `revoke`. */
export const RevokedPart = z.enum(["everything", "login", "keys", "policies"]);
export type RevokedPart = z.output<typeof RevokedPart>;

/**
 * One word on one item. A later one on the same item replaces it, and both stay. The decisions of a campaign in one account are a chain:
 * `hash` is the SHA-256 of all other fields as canonical JSON, `previous` the hash of the one before; the first follows 64 zeros.
 */
export const Decision = z.strictObject({
  campaign: z.string(),
  account: z.string(),
  /** Counts from 1 in the campaign and account. */
  seq: z.int().positive(),
  item: z.string(),
  /** What the principal could do when it was decided; the decision counts while that stays so. */
  permissionHash: Sha256,
  verdict: z.enum(["keep", "revoke"]),
  /** Null for `keep`. */
  what: RevokedPart.nullable(),
  /** Empty where none was demanded. */
  reason: z.string().max(2000),
  by: z.string().min(1),
  at: z.iso.datetime(),
  /** The decision of a closed campaign that was carried over by who opened this one; null where somebody decided here. */
  carriedFrom: z.strictObject({ campaign: z.string(), by: z.string(), at: z.iso.datetime(), hash: Sha256 }).nullable(),
  previous: Sha256,
  hash: Sha256,
});
export type Decision = z.output<typeof Decision>;
