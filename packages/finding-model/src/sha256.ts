import { z } from "zod";

/** A SHA-256 as 64 hex digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
