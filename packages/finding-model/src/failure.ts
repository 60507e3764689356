import { z } from "zod";

/**
 * Why we could not look, one list everywhere.
 * `absent`: AWS's reply does not mention the resource. `gone`: it was deleted while we looked.
 * `unsupported`: the service, or the call, does not exist there.
 */
export const FailureKind = z.enum([
  "denied",
  "scp-denied",
  "region-disabled",
  "expired",
  "throttled",
  "timed-out",
  "network",
  "unsupported",
  "absent",
  "gone",
  "failed",
]);
export type FailureKind = z.infer<typeof FailureKind>;

/** The shape that every error of aws-session has; `code` is AWS's own name, such as NoSuchTagSet. */
export const Failure = z.object({ kind: FailureKind, message: z.string(), code: z.string().optional(), hint: z.string().optional() });
export type Failure = z.infer<typeof Failure>;
