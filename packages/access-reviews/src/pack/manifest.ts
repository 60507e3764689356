import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The files of a pack besides the manifest and its signature, in their order. */
export const contentNames = [
  "README.txt",
  "campaign.json",
  "coverage.json",
  "items.json",
  "items.csv",
  "decisions.jsonl",
  "decisions.csv",
  "escalations.csv",
  "carried-over.csv",
  "revocations.json",
  "roster-before.json",
  "roster-before.csv",
  "roster-after.json",
  "roster-after.csv",
  "policies.jsonl",
] as const;
export const manifestName = "manifest.json";
export const signatureName = "signature.json";

/** Every file with its size in bytes and SHA-256, where the chains of decisions end, and with which key all of it is signed. */
export const Manifest = z.strictObject({
  format: z.literal("plumbline-evidence-pack/1"),
  campaign: z.string(),
  name: z.string(),
  closedAt: z.iso.datetime(),
  closedBy: z.string(),
  /** Names the public key that it is signed with; null where nobody signs. So no signature can be taken off, or another one put on. */
  keyId: Sha256.nullable(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256: Sha256 })),
  chains: z.array(z.strictObject({ account: z.string(), decisions: z.int().nonnegative(), head: Sha256 })),
});
export type Manifest = z.output<typeof Manifest>;

export const algorithms = ["ed25519", "ecdsa-sha256", "rsa-pss-sha256"] as const;
/** The signature of a manifest; null for a pack that nobody signed. */
export const Signature = z.strictObject({
  /** SHA-256 of the manifest. */
  manifest: Sha256,
  signature: z
    .strictObject({
      algorithm: z.enum(algorithms),
      /** SHA-256 of the public key in DER (SPKI). */
      keyId: Sha256,
      /** The public key, PEM. It says with which key, not whose it is. */
      publicKey: z.string(),
      /** Base64. */
      value: z.base64(),
    })
    .nullable(),
});
export type Signature = z.output<typeof Signature>;
