import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * The canonical JSON (RFC 8785) of a value: names in order, no blanks, and what is undefined left out, so that equal values have equal
 * bytes. Throws for half a surrogate pair, which has no bytes in UTF-8.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("what is no JSON has no canonical form");
  return text;
}

/** The SHA-256, as 64 hex digits, of bytes or of a text in UTF-8. */
export const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The SHA-256 of a value's canonical JSON, the same for equal values whatever the order of their names. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
