import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** The canonical JSON (RFC 8785) of a value, so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("what is no JSON has no canonical form");
  return text;
}

/** The SHA-256, as 64 hex digits. */
export const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The SHA-256 of a value's canonical JSON. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
